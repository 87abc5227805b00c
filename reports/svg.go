package reports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strconv"
	"strings"
)

// svgAttributes are the elements that a drawing may hold, each with the
// attributes it may keep. Everything else, text outside <text> included, is
// left out: the drawing stands in a page and must bring nothing of its own.
var svgAttributes = map[string][]string{
	"svg":      {"viewBox"},
	"g":        {"class", "transform"},
	"polygon":  {"fill", "stroke", "stroke-width", "stroke-dasharray", "points"},
	"polyline": {"fill", "stroke", "stroke-width", "stroke-dasharray", "points"},
	"path":     {"fill", "stroke", "stroke-width", "stroke-dasharray", "d"},
	"ellipse":  {"fill", "stroke", "stroke-width", "stroke-dasharray", "cx", "cy", "rx", "ry"},
	"text":     {"text-anchor", "x", "y", "font-size"},
}

// drawing is a picture ready to stand in a page. Width and Height are in points.
type drawing struct {
	svg           string
	width, height float64
}

// cleanSVG rewrites what Graphviz drew: no prolog, no comments, no ids but its
// own (prefix and -title, -desc), a title and a description for readers who do
// not see it.
func cleanSVG(raw []byte, prefix, title, description string) (*drawing, error) {
	var b strings.Builder
	out := &drawing{}
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.Strict = true
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the drawing: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if _, kept := svgAttributes[t.Name.Local]; !kept {
				if err := d.Skip(); err != nil {
					return nil, fmt.Errorf("read the drawing: %w", err)
				}
				continue
			}
			open = append(open, t.Name.Local)
			if len(open) == 1 {
				out.start(&b, t, prefix, title, description)
				continue
			}
			writeStart(&b, t)
		case xml.EndElement:
			open = open[:len(open)-1]
			fmt.Fprintf(&b, "</%s>", t.Name.Local)
		case xml.CharData:
			if len(open) > 0 && open[len(open)-1] == "text" {
				b.WriteString(html.EscapeString(string(t)))
			}
		}
	}
	if out.width == 0 || out.height == 0 {
		return nil, errors.New("read the drawing: it has no size")
	}
	out.svg = b.String()
	return out, nil
}

func (o *drawing) start(b *strings.Builder, t xml.StartElement, prefix, title, description string) {
	for _, a := range t.Attr {
		if box := strings.Fields(a.Value); a.Name.Local == "viewBox" && len(box) == 4 {
			o.width, _ = strconv.ParseFloat(box[2], 64)
			o.height, _ = strconv.ParseFloat(box[3], 64)
		}
	}
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="%[1]s-title %[1]s-desc" width="%.0fpt" height="%.0fpt" viewBox="0 0 %.2f %.2f">`,
		prefix, o.width, o.height, o.width, o.height)
	fmt.Fprintf(b, `<title id="%[1]s-title">%[2]s</title><desc id="%[1]s-desc">%[3]s</desc>`, prefix, html.EscapeString(title), html.EscapeString(description))
}

func writeStart(b *strings.Builder, t xml.StartElement) {
	b.WriteString("<" + t.Name.Local)
	for _, a := range t.Attr {
		if a.Name.Space == "" && slices.Contains(svgAttributes[t.Name.Local], a.Name.Local) {
			fmt.Fprintf(b, ` %s="%s"`, a.Name.Local, html.EscapeString(a.Value))
		}
	}
	b.WriteString(">")
}
