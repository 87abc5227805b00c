package reports

import "strings"

// wrap makes a text readable and breaks it into lines that are no wider than
// width, at spaces, and inside a word that is wider than a line. It gives at
// least one line.
func (t *typefaces) wrap(f face, size, width float64, text string) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(t.readable(f, text), "\n") {
		lines = append(lines, t.wrapParagraph(f, size, width, paragraph)...)
	}
	return lines
}

func (t *typefaces) wrapParagraph(f face, size, width float64, text string) []string {
	var lines []string
	space := t.width(f, size, " ")
	line, used := "", 0.0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		room := t.width(f, size, word)
		if line != "" && used+space+room <= width {
			line, used = line+" "+word, used+space+room
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for room > width {
			head := t.fitting(f, size, width, word)
			lines = append(lines, head)
			word = word[len(head):]
			room = t.width(f, size, word)
		}
		line, used = word, room
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// fitting is as much of a word as fits, at least one letter; it ends after a
// sign that joins parts of a word, if one is in its second half.
func (t *typefaces) fitting(f face, size, width float64, word string) string {
	used, end := 0.0, 0
	for i, r := range word {
		advance := max(t.advance(f, r), 0) * size
		if i > 0 && used+advance > width {
			break
		}
		used += advance
		end = i + len(string(r))
	}
	if sign := strings.LastIndexAny(word[:end], "-/_.,;:|"); sign > end/2 {
		return word[:sign+1]
	}
	return word[:end]
}
