package reports

import (
	"context"
	"fmt"
	"io"
	"slices"
)

// The formats in which a report can be written.
const (
	FormatJSON = "json"
	FormatCSV  = "csv"
	FormatHTML = "html"
)

// Formats are all of them, in the order in which help texts name them.
var Formats = []string{FormatJSON, FormatCSV, FormatHTML}

// mediaTypes are the formats as HTTP names them.
var mediaTypes = map[string]string{
	FormatJSON: "application/json",
	FormatCSV:  "text/csv; charset=utf-8",
	FormatHTML: "text/html; charset=utf-8",
}

// KnownFormat says whether a report can be written in a format.
func KnownFormat(format string) bool { return slices.Contains(Formats, format) }

// MediaType is the content type of a format, or blank for one that is not known.
func MediaType(format string) string { return mediaTypes[format] }

// Write writes the report in one of [Formats]. Only HTML needs a drawer, and
// does without one. It fails on a format that is not known.
func Write(ctx context.Context, w io.Writer, p *Panel, format string, drawer Drawer) error {
	switch format {
	case FormatJSON:
		return WriteJSON(w, p)
	case FormatCSV:
		return WriteCSV(w, p)
	case FormatHTML:
		return WriteHTML(ctx, w, p, drawer)
	}
	return fmt.Errorf("write the Panel report: there is no format %q", format)
}
