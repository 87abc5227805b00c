package graphstore

import (
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"waymark/cpl"
)

// row is one returned record. Its readers give the zero value for null and for
// a column that is not there: which columns a statement returns is settled by
// its tests, not at run time.
type row struct {
	keys   []string
	values []any
}

func (r row) value(key string) any {
	for i, k := range r.keys {
		if k == key {
			return r.values[i]
		}
	}
	return nil
}

func (r row) text(key string) string {
	s, _ := r.value(key).(string)
	return s
}

func (r row) number(key string) int64 {
	n, _ := r.value(key).(int64)
	return n
}

func (r row) truth(key string) bool {
	b, _ := r.value(key).(bool)
	return b
}

func (r row) bytes(key string) []byte {
	b, _ := r.value(key).([]byte)
	return b
}

func (r row) date(key string) cpl.Date {
	return toDate(r.value(key))
}

func (r row) moment(key string) time.Time {
	t, _ := r.value(key).(time.Time)
	return t.UTC()
}

func (r row) texts(key string) []string {
	return toTexts(r.value(key))
}

func (r row) numbers(key string) []int64 {
	list, _ := r.value(key).([]any)
	out := make([]int64, 0, len(list))
	for _, v := range list {
		if n, ok := v.(int64); ok {
			out = append(out, n)
		}
	}
	return out
}

func toTexts(value any) []string {
	list, _ := value.([]any)
	out := make([]string, 0, len(list))
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func toDate(value any) cpl.Date {
	if d, ok := value.(neo4j.Date); ok {
		return cpl.DateOf(d.Time())
	}
	return ""
}

// fromDate gives the Neo4j date of d, or null when it is absent.
func fromDate(d cpl.Date) any {
	t, ok := d.Time()
	if !ok {
		return nil
	}
	return neo4j.DateOf(t)
}

// fromText gives null for a blank text, so that absent properties stay absent.
func fromText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// plain turns a value as the driver returns it into what encoding/json writes
// as Waymark does: dates as YYYY-MM-DD, times in UTC.
func plain(value any) any {
	switch v := value.(type) {
	case neo4j.Date:
		return string(cpl.DateOf(v.Time()))
	case time.Time:
		return v.UTC()
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k := range v {
			out[k] = plain(v[k])
		}
		return out
	}
	return value
}

// asRow reads a returned map, such as the properties of a node, like a record.
func asRow(value any) row {
	m, _ := value.(map[string]any)
	r := row{keys: make([]string, 0, len(m)), values: make([]any, 0, len(m))}
	for k, v := range m {
		r.keys = append(r.keys, k)
		r.values = append(r.values, v)
	}
	return r
}
