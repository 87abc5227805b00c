package reports

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// undated is the date in files of a document that states none: without one, the
// library would take the clock's.
var undated = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// WritePDF writes a document as PDF on A4: the classification on every
// page, page numbers, contents and cross references with links, bookmarks, text
// that can be selected, drawings as vectors. A diagram that cannot be drawn, or a
// nil drawer, leaves its words and why. An appendix of more than 1,000 rows is
// attached as a zip of CSV files. The same document gives the same bytes.
// Nothing is written when it fails before the file is complete.
func WritePDF(ctx context.Context, w io.Writer, d *Document, drawer Drawer) error {
	file, err := makePDF(ctx, d, drawer)
	if err != nil {
		return fmt.Errorf("write %s as PDF: %w", d.Name, err)
	}
	if _, err := w.Write(file); err != nil {
		return fmt.Errorf("write %s as PDF: %w", d.Name, err)
	}
	return nil
}

func makePDF(ctx context.Context, d *Document, drawer Drawer) ([]byte, error) {
	types, err := newTypefaces()
	if err != nil {
		return nil, err
	}
	s := &sheets{
		pdf: newPDF(d, types), types: types, doc: d, plan: planPages(d), drawer: drawer,
		links: map[string]int{}, aimed: map[string]bool{}, sections: map[string]int{},
	}
	types.addTo(s.pdf)
	s.page()
	s.titleBlock()
	s.setSections(ctx)
	s.footer()
	s.numberPages()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("put the file together: %w", err)
	}
	attachment, err := s.plan.attachment()
	if err != nil || attachment == nil {
		return b.Bytes(), err
	}
	return attachToPDF(b.Bytes(), d.attachmentName(), "The appendix as CSV files", attachment)
}

func newPDF(d *Document, types *typefaces) *fpdf.Fpdf {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: sheetWidth, Ht: sheetHeight}})
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	made := d.Made.UTC()
	if d.Made.IsZero() {
		made = undated
	}
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetLang(languageOf(d))
	pdf.SetTitle(types.readable(faceText, d.Title), true)
	pdf.SetSubject(types.readable(faceText, d.Marking.Label), true)
	pdf.SetAuthor("Waymark", false)
	pdf.SetCreator("Waymark", false)
	pdf.SetProducer("Waymark", false)
	// ASCII stays as it is, so that the seal can be found in the file's bytes.
	pdf.SetKeywords(d.sealWord(), false)
	return pdf
}

// languageOf is the document's language if it can stand in a PDF as it is.
func languageOf(d *Document) string {
	for _, r := range d.Language {
		if r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return "en-GB"
		}
	}
	if d.Language == "" {
		return "en-GB"
	}
	return d.Language
}
