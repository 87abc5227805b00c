package reports

import "slices"

// The formats in which a report can be written. CSV holds its main table alone,
// ZIP every table as CSV.
const (
	FormatJSON = "json"
	FormatCSV  = "csv"
	FormatZIP  = "zip"
	FormatXLSX = "xlsx"
	FormatHTML = "html"
	FormatPDF  = "pdf"
)

// Formats are all of them, in the order in which help texts name them.
var Formats = []string{FormatJSON, FormatCSV, FormatZIP, FormatXLSX, FormatHTML, FormatPDF}

// mediaTypes are the formats as HTTP names them.
var mediaTypes = map[string]string{
	FormatJSON: "application/json",
	FormatCSV:  "text/csv; charset=utf-8",
	FormatZIP:  "application/zip",
	FormatXLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	FormatHTML: "text/html; charset=utf-8",
	FormatPDF:  "application/pdf",
}

// KnownFormat says whether a report can be written in a format.
func KnownFormat(format string) bool { return slices.Contains(Formats, format) }

// MediaType is the content type of a format, or blank for one that is not known.
func MediaType(format string) string { return mediaTypes[format] }
