package cpl

import (
	"archive/zip"
	"compress/flate"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxXMLDepth      = 256
	maxXMLAttributes = 256
)

// xmlHandler is told what an XML part holds. Each function may be nil.
type xmlHandler struct {
	start func(xml.StartElement) error
	end   func(name string) error
	text  func([]byte) error
}

// walkPart reads a part to its end and checks that it is well formed, because
// whoever stops at the first thing that cannot be read loses rows in silence.
func walkPart(ctx context.Context, a *archive, name string, h xmlHandler) error {
	in, err := a.open(name)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // read only
	w := &xmlWalk{name: name, handler: h, in: in, decoder: xml.NewDecoder(in)}
	for n := 0; ; n++ {
		if n%recordsPerLook == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		token, err := w.decoder.RawToken()
		in.token = 0
		if errors.Is(err, io.EOF) && len(w.open) == 0 && w.roots == 1 {
			return nil
		}
		if err != nil {
			return w.fault(err)
		}
		if err := w.take(token); err != nil {
			return err
		}
	}
}

// xmlWalk checks what RawToken does not.
type xmlWalk struct {
	name    string
	handler xmlHandler
	in      *partReader
	decoder *xml.Decoder
	open    []xml.Name
	roots   int
}

func (w *xmlWalk) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return w.start(t)
	case xml.EndElement:
		if len(w.open) == 0 || w.open[len(w.open)-1] != t.Name {
			return w.malformed("the end tag " + t.Name.Local + " closes nothing that is open")
		}
		w.open = w.open[:len(w.open)-1]
		if w.handler.end != nil {
			return w.handler.end(t.Name.Local)
		}
	case xml.CharData:
		if len(w.open) == 0 {
			if strings.Trim(string(t), " \t\r\n\ufeff") != "" {
				return w.malformed("text stands outside the root element")
			}
			return nil
		}
		if w.handler.text != nil {
			return w.handler.text(t)
		}
	case xml.Directive:
		return &FileFault{Code: CodeDoctype, Message: "the part " + shorten(w.name) + " has a document type, which no workbook needs", Hint: "save the workbook again with a spreadsheet program"}
	}
	return nil
}

func (w *xmlWalk) start(t xml.StartElement) error {
	if len(w.open) == 0 {
		if w.roots++; w.roots > 1 {
			return w.malformed("there is a second root element")
		}
	}
	if len(w.open) == maxXMLDepth || len(t.Attr) > maxXMLAttributes {
		return w.malformed("elements are nested too deep, or have too many attributes")
	}
	for i, a := range t.Attr {
		for _, b := range t.Attr[:i] {
			if a.Name == b.Name {
				return w.malformed("the attribute " + a.Name.Local + " stands twice")
			}
		}
	}
	w.open = append(w.open, t.Name)
	if w.handler.start != nil {
		return w.handler.start(t)
	}
	return nil
}

func (w *xmlWalk) malformed(what string) error {
	return &FileFault{
		Code: CodeMalformedXML, Message: fmt.Sprintf("the part %s is not well-formed XML: %s", shorten(w.name), what),
		Hint: "save the workbook again with a spreadsheet program",
	}
}

// fault turns an error of the decoder into a file fault.
func (w *xmlWalk) fault(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.EOF):
		return w.malformed("it ends too early")
	case errors.Is(err, errUnpacksMore):
		return zipBomb()
	case errors.Is(err, errTokenTooLong):
		return &FileFault{Code: CodeRecordTooLong, Message: "in the part " + shorten(w.name) + " " + err.Error(), Hint: "shorten the cell"}
	case errors.As(err, &corrupt), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat):
		return damaged(fmt.Sprintf("the part %s is damaged: %v", shorten(w.name), err))
	}
	return w.malformed(err.Error())
}

// attribute returns an attribute of an element by its local name.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
