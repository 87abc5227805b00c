package api

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tags are what If-Match or If-None-Match names (RFC 9110, 13.1): states of a thing.
type tags struct {
	// whichever says that any state will do.
	whichever bool
	// list are the tags, without their quotes and marks of weakness.
	list []string
}

// listedTag is a tag of a list, or nothing, with the comma after it. One that came
// without its quotes is taken too.
var listedTag = regexp.MustCompile(`^[ \t]*(?:(?:W/)?"([^"\x00-\x20\x7f]*)"|([^"*,\x00-\x20\x7f]+))?[ \t]*(?:,|$)`)

// parseTags reads the value of a header, and tells whether it is * or a list of tags.
// Weak tags are taken like strong ones: most are weak, since packing changes an answer's bytes.
func parseTags(value string) (tags, bool) {
	if strings.TrimSpace(value) == "*" {
		return tags{whichever: true}, true
	}
	var t tags
	for value != "" {
		found := listedTag.FindStringSubmatch(value)
		if found == nil {
			return tags{}, false
		}
		if tag := found[1] + found[2]; tag != "" {
			t.list = append(t.list, tag)
		}
		value = value[len(found[0]):]
	}
	return t, true
}

// has tells whether a tag is among them.
func (t tags) has(tag string) bool { return t.whichever || slices.Contains(t.list, bareTag(tag)) }

// revisions are those with which tags begin; a tag that begins with none is left out.
func (t tags) revisions() []int64 {
	var out []int64
	for _, tag := range t.list {
		number, _, _ := strings.Cut(tag, ".")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// bareTag is a tag without its quotes and its mark of weakness.
func bareTag(tag string) string {
	return strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`)
}
