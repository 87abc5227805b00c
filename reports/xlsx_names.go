package reports

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
)

// longestSheetName is how many characters the name of a sheet may have.
const longestSheetName = 31

// sheetNames name a sheet for every table by its id: no sign that a spreadsheet
// forbids, not too long, and none twice in any case of letters.
func sheetNames(tables []*Table) []string {
	taken := map[string]bool{strings.ToLower(coverSheet): true}
	names := make([]string, 0, len(tables))
	for _, t := range tables {
		base := strings.Trim(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || r > 0xffff || strings.ContainsRune(`:\/?*[]'`, r) {
				return '-'
			}
			return r
		}, t.ID), " ")
		base = cmp.Or(base, "Table")
		name := clipped(base, longestSheetName)
		for i := 2; taken[strings.ToLower(name)]; i++ {
			suffix := fmt.Sprintf(" (%d)", i)
			name = clipped(base, longestSheetName-len(suffix)) + suffix
		}
		taken[strings.ToLower(name)] = true
		names = append(names, name)
	}
	return names
}

func clipped(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}
