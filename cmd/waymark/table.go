package main

import (
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"golang.org/x/term"
	"waymark/reports"
)

// listing is a table: drawn to fit a terminal, plain elsewhere.
type listing struct{ table.Writer }

func newTable(headers ...any) listing {
	t := table.NewWriter()
	t.AppendHeader(headers)
	return listing{t}
}

func (l listing) render(w io.Writer) string {
	style := table.StyleLight
	style.Options = table.OptionsNoBordersAndSeparators
	style.Options.SeparateHeader = true
	l.SetStyle(style)
	if f, ok := w.(*os.File); ok && onTerminal(w) {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			l.Style().Size.WidthMax = width
		}
	}
	return l.Render()
}

// neutral keeps a spreadsheet from taking a text for a formula.
func neutral(text string) string { return reports.NeutraliseCell(text) }
