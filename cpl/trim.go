package cpl

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Trim cuts white space, newlines, no-break spaces and zero-width characters
// off both ends of text. What stands inside is left alone.
func Trim(text string) string {
	if text == "" || plainEdge(text[0]) && plainEdge(text[len(text)-1]) {
		return text
	}
	return strings.TrimFunc(text, trimmed)
}

// plainEdge holds for bytes that are a visible ASCII character by themselves.
func plainEdge(b byte) bool { return b > ' ' && b < 0x7f }

func trimmed(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u180e':
		return true
	}
	return unicode.IsSpace(r)
}

// invisible returns the first character of text that cannot be seen, or that
// looks like a space without being one, and whether there is any. The
// characters for which except is true are passed over; except may be nil.
func invisible(text string, except func(rune) bool) (rune, bool) {
	if plainASCII(text) {
		return 0, false
	}
	for _, r := range text {
		if r >= ' ' && r < utf8.RuneSelf && r != 0x7f || except != nil && except(r) {
			continue
		}
		if hidden(r) || r != ' ' && unicode.Is(unicode.Zs, r) {
			return r, true
		}
	}
	return 0, false
}

// hidden holds for control characters, format characters and the code points
// that Unicode says are to be drawn as nothing.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// plainASCII reports whether text holds nothing but visible ASCII and spaces.
func plainASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}
