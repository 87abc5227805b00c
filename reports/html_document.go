package reports

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode"
)

var documentStyle = func() string {
	css, err := templateFiles.ReadFile("templates/document.css")
	if err != nil {
		panic(fmt.Sprintf("embedded style sheet: %v", err))
	}
	return string(css)
}()

// WriteHTML writes a document as one page that needs nothing beside
// itself: no script, no request, and a policy that forbids both. A diagram that
// cannot be drawn, or a nil drawer, leaves the words that stand below every
// diagram, and why. An appendix of more than 1,000 rows is put in as a download.
// Nothing is written when it fails before the page is complete.
func WriteHTML(ctx context.Context, w io.Writer, d *Document, drawer Drawer) error {
	page, err := newDocumentPage(ctx, d, drawer)
	if err != nil {
		return fmt.Errorf("write %s as HTML: %w", d.Name, err)
	}
	if ctx.Err() != nil {
		return fmt.Errorf("write %s as HTML: %w", d.Name, context.Cause(ctx))
	}
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, "document", page); err != nil {
		return fmt.Errorf("write %s as HTML: %w", d.Name, err)
	}
	if _, err := io.WriteString(w, visible(b.String())); err != nil {
		return fmt.Errorf("write %s as HTML: %w", d.Name, err)
	}
	return nil
}

// visible writes characters that turn the direction of text around or that
// show as nothing by their numbers, so that a page cannot be made to seem to say
// what it does not.
func visible(page string) string {
	hidden := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	}
	if strings.IndexFunc(page, hidden) < 0 {
		return page
	}
	var b strings.Builder
	for _, r := range page {
		if hidden(r) {
			fmt.Fprintf(&b, "[U+%04X]", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// documentPage is what the template shows.
type documentPage struct {
	*Document
	Style     template.CSS
	StyleHash string
	SealWord  string
	// Briefing are the sections before the contents, Rest those after it.
	Briefing, Rest []sectionView
}

type sectionView struct {
	*Section
	Blocks []blockView
	// Download is the zip of an attached appendix, as a data URI; FileName is
	// what it is saved as, and Attached says so.
	Download           template.URL
	FileName, Attached string
}

// blockView is one block; one of its members is set.
type blockView struct {
	Heading, Paragraph string
	List               *List
	Tiles              *Tiles
	Table              *tableView
	Picture            *drawnView
}

func newDocumentPage(ctx context.Context, d *Document, drawer Drawer) (*documentPage, error) {
	css := documentStyle + marginStyle(d.Marking)
	v := &documentPage{Document: d, Style: template.CSS(css), StyleHash: styleHash(css), SealWord: d.sealWord()} //nolint:gosec // a constant and a marking that was escaped
	plan := planPages(d)
	attachment, err := plan.attachment()
	if err != nil {
		return nil, err
	}
	maker := &htmlMaker{drawer: drawer, plan: plan, anchored: map[string]bool{}}
	for i := range d.Sections {
		s := maker.section(ctx, &d.Sections[i])
		if plan.attached[s.ID] {
			s.Attached, s.FileName = s.attachmentWords(), d.attachmentName()
			s.Download = template.URL("data:application/zip;base64," + base64.StdEncoding.EncodeToString(attachment)) //nolint:gosec // base64
			// One file holds all attached appendices.
			attachment = nil
		}
		if i < plan.briefing() {
			v.Briefing = append(v.Briefing, s)
		} else {
			v.Rest = append(v.Rest, s)
		}
	}
	return v, nil
}

// marginStyle puts the mark and the page number into the margins of each
// printed page, where the program that prints knows how.
func marginStyle(mark Marking) string {
	margin := cssString(mark.Label)
	return "@page{@top-center{content:" + margin + ";font:bold 9pt sans-serif}" +
		"@bottom-center{content:" + margin + ";font:bold 9pt sans-serif}" +
		"@bottom-right{content:counter(page) \" of \" counter(pages);font:9pt sans-serif}}\n"
}

// htmlMaker turns blocks into what the template shows.
type htmlMaker struct {
	drawer   Drawer
	plan     *pagePlan
	pictures int
	// anchored are the anchors that are set.
	anchored map[string]bool
}

func (m *htmlMaker) section(ctx context.Context, s *Section) sectionView {
	v := sectionView{Section: s}
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case Heading:
			v.Blocks = append(v.Blocks, blockView{Heading: b.Text})
		case Paragraph:
			v.Blocks = append(v.Blocks, blockView{Paragraph: b.Text})
		case List:
			v.Blocks = append(v.Blocks, blockView{List: &b})
		case Tiles:
			v.Blocks = append(v.Blocks, blockView{Tiles: &b})
		case *Table:
			if !m.plan.attached[s.ID] {
				v.Blocks = append(v.Blocks, blockView{Table: m.table(b)})
			}
		case *Chart:
			v.Blocks = append(v.Blocks, blockView{Picture: m.chart(b)})
		case *Diagram:
			v.Blocks = append(v.Blocks, blockView{Picture: m.diagram(ctx, b)})
		}
	}
	return v
}
