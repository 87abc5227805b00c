package reports

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// face is one of the faces in which PDF is set.
type face int

const (
	faceText face = iota
	faceBold
	faceItalic
	faceMono
)

var faceFiles = []struct {
	family, style string
	ttf           []byte
}{
	faceText:   {"go", "", goregular.TTF},
	faceBold:   {"go", "B", gobold.TTF},
	faceItalic: {"go", "I", goitalic.TTF},
	faceMono:   {"gomono", "", gomono.TTF},
}

// typefaces measure text and know which letters the faces have. They keep what
// they looked up, so that they are for one rendering and one goroutine.
type typefaces struct {
	fonts    []*sfnt.Font
	buffer   sfnt.Buffer
	advances []map[rune]float64
}

func newTypefaces() (*typefaces, error) {
	t := &typefaces{}
	for _, f := range faceFiles {
		parsed, err := sfnt.Parse(f.ttf)
		if err != nil {
			return nil, fmt.Errorf("read the font %s%s: %w", f.family, f.style, err)
		}
		t.fonts = append(t.fonts, parsed)
		t.advances = append(t.advances, map[rune]float64{})
	}
	return t, nil
}

func (t *typefaces) addTo(pdf *fpdf.Fpdf) {
	for _, f := range faceFiles {
		// The library writes into the bytes that it is given when it cuts a font down.
		pdf.AddUTF8FontFromBytes(f.family, f.style, bytes.Clone(f.ttf))
	}
}

// advance is the width of a letter as a part of the size, negative where the
// face has no such letter.
func (t *typefaces) advance(f face, r rune) float64 {
	if width, known := t.advances[f][r]; known {
		return width
	}
	width := -1.0
	if i, err := t.fonts[f].GlyphIndex(&t.buffer, r); err == nil && i != 0 && r <= 0xffff {
		if a, err := t.fonts[f].GlyphAdvance(&t.buffer, i, fixed.I(1000), font.HintingNone); err == nil {
			width = float64(a) / 64 / 1000
		}
	}
	t.advances[f][r] = width
	return width
}

func (t *typefaces) width(f face, size float64, text string) float64 {
	sum := 0.0
	for _, r := range text {
		sum += max(t.advance(f, r), 0)
	}
	return sum * size
}

// standIns are what is set for letters that the faces lack and that have a
// reading of their own.
var standIns = map[rune]string{
	'✗': "×", '✘': "×", '✓': "√", '✔': "√", '\u2010': "-", '\u2011': "-", '\u2012': "–", '\t': " ",
	'\u2000': " ", '\u2001': " ", '\u2002': " ", '\u2003': " ", '\u2004': " ", '\u2005': " ", '\u2006': " ", '\u2007': " ", '\u2008': " ", '\u2009': " ", '\u200a': " ", '\u202f': " ",
	'\u2028': "\n", '\u2029': "\n", '\u00ad': "",
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// readable replaces every letter that the face lacks: by a stand-in, else by its
// number as in [U+4E2D U+6587], so that none becomes an empty box. Line ends stay.
func (t *typefaces) readable(f face, text string) string {
	text = lineEnds.Replace(norm.NFC.String(strings.ToValidUTF8(text, "\ufffd")))
	if t.has(f, text) {
		return text
	}
	var b strings.Builder
	inside := false
	for _, r := range text {
		standIn, set := t.standIn(f, r)
		switch {
		case !set && inside:
			fmt.Fprintf(&b, " U+%04X", r)
		case !set:
			fmt.Fprintf(&b, "[U+%04X", r)
		case inside:
			b.WriteByte(']')
		}
		inside = !set
		b.WriteString(standIn)
	}
	if inside {
		b.WriteByte(']')
	}
	return b.String()
}

// standIn is what is set for a letter: itself if the face has it, else what
// stands in for it. There may be nothing to set.
func (t *typefaces) standIn(f face, r rune) (text string, set bool) {
	if r == '\n' || r >= ' ' && r != utf8.RuneError && t.advance(f, r) >= 0 {
		return string(r), true
	}
	text, set = standIns[r]
	return text, set
}

func (t *typefaces) has(f face, text string) bool {
	for _, r := range text {
		if r != '\n' && (r < ' ' || r == utf8.RuneError || t.advance(f, r) < 0) {
			return false
		}
	}
	return true
}
