package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// render writes the issue in a format; the caller makes sure that it is whole.
func (i *Issue) render(ctx context.Context, w io.Writer, format string, drawer Drawer) error {
	d := i.document(format)
	switch format {
	case FormatJSON:
		return i.writeJSON(w, d)
	case FormatCSV:
		return WriteCSV(w, d)
	case FormatZIP:
		return WriteZIP(w, d)
	case FormatXLSX:
		return WriteXLSX(ctx, w, d)
	case FormatHTML:
		return WriteHTML(ctx, w, d, drawer)
	case FormatPDF:
		return WritePDF(ctx, w, d, drawer)
	}
	return fmt.Errorf("write a report: there is no format %q", format)
}

// writeJSON writes the pack's data, indented, with the seal, if it is signed, as
// its last member.
func (i *Issue) writeJSON(w io.Writer, d *Document) error {
	word := d.sealWord()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(i.Pack); err != nil {
		return fmt.Errorf("write the report as JSON: %w", err)
	}
	data := b.Bytes()
	if word != "" {
		// The pack is an object with members, so it ends in a brace on a line of its own.
		data = fmt.Appendf(bytes.TrimSuffix(data, []byte("\n}\n")), ",\n  \"seal\": %q\n}\n", word)
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("write the report as JSON: %w", err)
	}
	return nil
}
