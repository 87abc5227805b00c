package reports

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// xlsxStyle is how a cell of a sheet looks: by the kind of its column, or as one
// of the parts of a head or a cover.
type xlsxStyle struct {
	kind ColumnKind
	part string
	mark bool
}

// numberFormats show dates and moments as ISO does, whatever the country.
var numberFormats = map[ColumnKind]string{
	ColumnText: "General", ColumnLong: "General", ColumnID: "@", ColumnNumber: "#,##0", ColumnDate: "yyyy-mm-dd", ColumnMoment: "yyyy-mm-dd hh:mm:ss",
}

const (
	partHead    = "head"
	partMarking = "marking"
	partTitle   = "title"
	partLabel   = "label"
	partNote    = "note"
	partLink    = "link"
	partSeal    = "seal"
)

// style returns the number of a style, adding it to the file at its first use.
func (b *workbook) style(s xlsxStyle) (int, error) {
	if id, known := b.styles[s]; known {
		return id, nil
	}
	id, err := b.file.NewStyle(s.definition())
	if err != nil {
		return 0, fmt.Errorf("add a style: %w", err)
	}
	b.styles[s] = id
	return id, nil
}

func (s xlsxStyle) definition() *excelize.Style {
	style := &excelize.Style{
		Font:      &excelize.Font{Family: "Calibri", Size: 11, Color: "1A1A1A"},
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: s.kind == ColumnText || s.kind == ColumnLong},
	}
	switch s.part {
	case "":
		format := numberFormats[s.kind]
		style.CustomNumFmt = &format
	case partHead:
		style.Font.Bold = true
		style.Fill = solid("EEF1F5")
		style.Border = []excelize.Border{{Type: "bottom", Color: "1A1A1A", Style: 2}}
		style.Alignment = &excelize.Alignment{Vertical: "bottom", WrapText: true}
	case partMarking:
		style.Font = &excelize.Font{Family: "Calibri", Size: 12, Bold: true, Color: "FFFFFF"}
		style.Fill = solid("1A1A1A")
		style.Alignment = &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	case partTitle:
		style.Font = &excelize.Font{Family: "Calibri", Size: 18, Bold: true, Color: "1A1A1A"}
	case partLabel:
		style.Font.Bold = true
	case partNote:
		style.Fill = solid("FFF8EC")
	case partLink:
		style.Font = &excelize.Font{Family: "Calibri", Size: 11, Underline: "single", Color: "0B4A8F"}
	case partSeal:
		style.Font = &excelize.Font{Family: "Consolas", Size: 8, Color: "555555"}
	}
	if s.mark {
		style.Fill = solid("FFE9A8")
	}
	return style
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
