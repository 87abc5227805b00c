package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"waymark/cpl"
)

//go:embed templates
var templateFiles embed.FS

// pageTemplates are parsed when the package is initialised, so that a broken
// one stops every command and not one report.
var pageTemplates = template.Must(template.New("reports").Funcs(template.FuncMap{
	"number": numberOf, "counted": countedOf, "share": shareOf, "plus": func(a, b int64) int64 { return a + b },
	"date": func(d string) string { return dateInWords(cpl.Date(d)) }, "day": day, "moment": moment,
	"anchor": anchor, "tally": tallyInWords, "evidence": evidenceInWords,
	"subject": subjectInWords, "where": func(b Break) string { return b.where() },
}).Option("missingkey=error").ParseFS(templateFiles, "templates/*.html"))

var pageStyle = func() string {
	css, err := templateFiles.ReadFile("templates/panel.css")
	if err != nil {
		panic(fmt.Sprintf("embedded style sheet: %v", err))
	}
	return string(css)
}()

// WriteHTML writes the report as one page that needs nothing beside itself: no
// script, no request, and a policy that forbids both. Pictures are drawn by
// drawer; one that cannot be drawn, or a nil drawer, leaves the words that
// stand below every picture, and why. Nothing is written when it fails before
// the page is complete.
func WriteHTML(ctx context.Context, w io.Writer, p *Panel, drawer Drawer) error {
	page := newPage(p)
	page.Drawings = drawings(ctx, p, drawer)
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("write the Panel report as HTML: %w", context.Cause(ctx))
	}
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, "panel", page); err != nil {
		return fmt.Errorf("write the Panel report as HTML: %w", err)
	}
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("write the Panel report as HTML: %w", err)
	}
	return nil
}

// style is the page's style sheet, with the mark and the page number in the
// margins of each printed page, where the program that prints knows how.
func style(mark Marking) string {
	margin := cssString(mark.Label)
	return pageStyle + "@page{@top-center{content:" + margin + ";font:bold 9pt sans-serif}" +
		"@bottom-center{content:" + margin + ";font:bold 9pt sans-serif}" +
		"@bottom-right{content:counter(page) \" / \" counter(pages);font:9pt sans-serif}}\n"
}

// cssString writes any text as a CSS string, every character that is no ASCII
// letter or digit as its number.
func cssString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == ' ':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\%x `, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func styleHash(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func day(t time.Time) string {
	if t.IsZero() {
		return "not stated"
	}
	return t.UTC().Format("2 January 2006")
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "not stated"
	}
	return t.UTC().Format("2 January 2006, 15:04:05 UTC")
}

func anchor(fingerprint string) string { return "f-" + fingerprint }
