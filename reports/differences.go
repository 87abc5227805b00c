package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	// maxDifferences is how many places a verification names.
	maxDifferences = 100
	// maxCompared is the largest file that is compared place by place, in bytes, and
	// maxGrown how much longer than the original it may be. Read, a file takes up to
	// 40 times its length.
	maxCompared = 16 << 20
	maxGrown    = 1 << 20
)

// differences compares two renderings place by place; 0 where a format or a file
// of that length is not compared so, or where the places are equal.
func differences(format string, file, original []byte) ([]Difference, int) {
	var c comparison
	switch {
	case len(file) > maxCompared || len(file) > len(original)+maxGrown:
	case format == FormatJSON:
		c.json(file, original)
	case format == FormatCSV:
		c.csv(file, original)
	}
	if c.found == nil {
		c.found = []Difference{}
	}
	return c.found, c.total
}

type comparison struct {
	found []Difference
	total int
}

func (c *comparison) add(where, is, was string) {
	if c.total++; c.total <= maxDifferences {
		c.found = append(c.found, Difference{Where: where, Is: is, Was: was})
	}
}

func (c *comparison) json(file, original []byte) {
	is, err := decodeAny(file)
	if err != nil {
		c.add("/", "not JSON: "+err.Error(), "JSON")
		return
	}
	was, _ := decodeAny(original) // it was just written
	c.values("", is, was)
}

func decodeAny(data []byte) (any, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err := d.Decode(&v)
	return v, err //nolint:wrapcheck // the caller shows it as it is
}

func (c *comparison) values(at string, is, was any) {
	switch was := was.(type) {
	case map[string]any:
		if is, ok := is.(map[string]any); ok {
			c.objects(at, is, was)
			return
		}
	case []any:
		if is, ok := is.([]any); ok {
			c.lists(at, is, was)
			return
		}
	}
	if a, b := jsonOf(is), jsonOf(was); a != b {
		c.add(at, a, b)
	}
}

func (c *comparison) objects(at string, is, was map[string]any) {
	keys := map[string]bool{}
	for k := range is {
		keys[k] = true
	}
	for k := range was {
		keys[k] = true
	}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		where := at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(k)
		a, inFile := is[k]
		b, inOriginal := was[k]
		switch {
		case !inFile:
			c.add(where, "", jsonOf(b))
		case !inOriginal:
			c.add(where, jsonOf(a), "")
		default:
			c.values(where, a, b)
		}
	}
}

func (c *comparison) lists(at string, is, was []any) {
	for i := range max(len(is), len(was)) {
		where := fmt.Sprintf("%s/%d", at, i)
		switch {
		case i >= len(is):
			c.add(where, "", jsonOf(was[i]))
		case i >= len(was):
			c.add(where, jsonOf(is[i]), "")
		default:
			c.values(where, is[i], was[i])
		}
	}
}

func jsonOf(v any) string {
	b, _ := json.Marshal(v) // it was decoded from JSON
	return string(b)
}

func (c *comparison) csv(file, original []byte) {
	is, err := csvRecords(file)
	if err != nil {
		c.add("line 1", "not CSV: "+err.Error(), "CSV")
		return
	}
	was, _ := csvRecords(original) // it was just written
	for i := range max(len(is), len(was)) {
		switch {
		case i >= len(is):
			c.add(fmt.Sprintf("line %d", i+1), "", strings.Join(was[i], ","))
		case i >= len(was):
			c.add(fmt.Sprintf("line %d", i+1), strings.Join(is[i], ","), "")
		default:
			c.cells(i+1, is[i], was[i], was[0])
		}
	}
}

func (c *comparison) cells(line int, is, was, header []string) {
	for i := range max(len(is), len(was)) {
		a, b, name := cellAt(is, i), cellAt(was, i), cellAt(header, i)
		if a != b {
			c.add(fmt.Sprintf("line %d, column %s", line, name), a, b)
		}
	}
}

func cellAt(record []string, i int) string {
	if i < len(record) {
		return record[i]
	}
	return ""
}

func csvRecords(data []byte) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	return r.ReadAll() //nolint:wrapcheck // the caller shows it as it is
}
