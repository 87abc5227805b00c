package reports

func linkCell(text, link string) Cell { return Cell{Text: text, Link: link} }

func truthCell(truth bool) Cell {
	if truth {
		return Cell{Text: "yes"}
	}
	return Cell{Text: "no"}
}
