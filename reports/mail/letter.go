package mail

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"
	"unicode/utf8"

	"waymark/graphstore"
	"waymark/reports"
)

// Letter is a mail as data: what both of its renderings show, in this order.
type Letter struct {
	Subject  string
	Marking  reports.Marking
	Title    string
	Lead     string
	Sections []Section
	// Foot says why the reader gets it.
	Foot string
}

// Section is a part of a letter.
type Section struct {
	Heading string
	// Rows are figures or facts under a name.
	Rows []Row
	// Items are findings or entries, and More says what is left out.
	Items []Item
	More  string
	// Lines are plain paragraphs.
	Lines []string
}

// Row is a name and what it comes to.
type Row struct{ Label, Value string }

// Item is one finding or entry.
type Item struct {
	// Tags are a few words such as the severity and "new".
	Tags  []string
	Title string
	Text  string
	// Fix says what to do, or is blank.
	Fix string
	// Facts are short, such as a due date.
	Facts []string
}

//go:embed templates
var templateFiles embed.FS

// The template pair is parsed when the program starts: a mistake in it is found
// then and not when a mail is due.
var (
	htmlLetter = htmltemplate.Must(htmltemplate.New("letter.html").Option("missingkey=error").Funcs(htmltemplate.FuncMap{"join": joinDots}).ParseFS(templateFiles, "templates/letter.html"))
	textLetter = texttemplate.Must(texttemplate.New("letter.txt").Option("missingkey=error").Funcs(texttemplate.FuncMap{
		"join": joinDots, "wrap": wrap, "bullet": bullet, "under": under, "pad": pad,
	}).ParseFS(templateFiles, "templates/letter.txt"))
)

// Render writes the letter as text and as HTML.
func (l *Letter) Render() (*graphstore.MessageBody, error) {
	var text, html bytes.Buffer
	if err := textLetter.Execute(&text, l); err != nil {
		return nil, fmt.Errorf("write a mail as text: %w", err)
	}
	if err := htmlLetter.Execute(&html, l); err != nil {
		return nil, fmt.Errorf("write a mail as HTML: %w", err)
	}
	return &graphstore.MessageBody{Text: text.String(), HTML: html.String()}, nil
}

func joinDots(parts []string) string { return strings.Join(parts, " · ") }

const textWidth = 76

// wrap breaks text into lines that fit, each behind indent.
func wrap(indent int, text string) string {
	var out strings.Builder
	margin := strings.Repeat(" ", indent)
	at := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case at == 0:
			out.WriteString(margin + word)
			at = indent + n
		case at+1+n > textWidth:
			out.WriteString("\n" + margin + word)
			at = indent + n
		default:
			out.WriteString(" " + word)
			at += 1 + n
		}
	}
	return out.String()
}

// bullet is text behind a bullet, its further lines below its first word.
func bullet(text string) string { return "  * " + strings.TrimLeft(wrap(4, text), " ") }

func under(mark, text string) string {
	return strings.Repeat(mark, min(textWidth, utf8.RuneCountInString(text)))
}

// pad fills a label up to the widest of its rows.
func pad(rows []Row, label string) string {
	width := 0
	for _, r := range rows {
		width = max(width, utf8.RuneCountInString(r.Label))
	}
	return label + strings.Repeat(" ", width-utf8.RuneCountInString(label))
}
