package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"waymark/graphstore"
)

const (
	cursorVersion = 1
	// cursorSum is how many bytes of the hash a cursor carries: it finds damage
	// and guards no secret, since a cursor opens nothing.
	cursorSum = 8
)

// Page is what every paged list takes.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"How many to answer with at most."`
	Cursor string `query:"cursor" maxLength:"16384" doc:"The next of an earlier answer to the same request."`
}

// Paged is what every paged list answers beside its items.
type Paged struct {
	Total   int64  `json:"total" doc:"How many match, before paging."`
	TotalIs string `json:"totalIs" enum:"exact,at-least"`
	Next    string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last one."`
}

// What Paged.TotalIs says.
const (
	totalExact   = "exact"
	totalAtLeast = "at-least"
)

// paged says how many match.
func paged(m graphstore.Matches) Paged {
	p := Paged{Total: m.Total, TotalIs: totalExact}
	if m.AtLeast {
		p.TotalIs = totalAtLeast
	}
	return p
}

// cutPage cuts what was read, one more than the page may hold, to a page, and says how
// many match in all. keyOf gives the key of the page's last item, after which the next
// page of the list with these filters begins.
func cutPage[T any](found []T, limit int, total int64, list string, filters []string, keyOf func(T) []string) ([]T, Paged) {
	page := Paged{Total: total, TotalIs: totalExact}
	if len(found) > limit {
		found = found[:limit]
		page.Next = encodeCursor(list, filters, keyOf(found[limit-1]))
	}
	return found, page
}

// placeKey is the key of a place in a list that is in the order of a moment.
func placeKey(at time.Time, id string) []string {
	return []string{strconv.FormatInt(at.UnixNano(), 10), id}
}

// placeOf reads what placeKey made; blank parts are before the first.
func placeOf(key []string) graphstore.Place {
	// The first page has no moment, which is 0.
	nanoseconds, _ := strconv.ParseInt(key[0], 10, 64)
	return graphstore.Place{At: time.Unix(0, nanoseconds), ID: key[1]}
}

// cursor is where a page of a list ended.
type cursor struct {
	Version int      `json:"v"`
	List    string   `json:"l"`
	Filter  string   `json:"f"`
	Key     []string `json:"k"`
}

// encodeCursor makes the opaque text for the place after key in a list with filters.
func encodeCursor(list string, filters, key []string) string {
	// Texts always encode.
	text, _ := json.Marshal(cursor{Version: cursorVersion, List: list, Filter: filterSum(filters), Key: key})
	return base64.RawURLEncoding.EncodeToString(append(sum(text), text...))
}

// decodeCursor reads a cursor of the same list with the same filters, whose key
// has the given number of parts. A blank cursor is the beginning: blank parts.
func decodeCursor(text, list string, filters []string, parts int) ([]string, error) {
	if text == "" {
		return make([]string, parts), nil
	}
	refused := func(why string) error {
		return &graphstore.InputError{Code: "bad-cursor", Message: "the cursor " + why, Hint: "take it from next of an earlier answer to the same request, or leave it out to start again"}
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < cursorSum || subtle.ConstantTimeCompare(sum(raw[cursorSum:]), raw[:cursorSum]) != 1 {
		return nil, refused("is not one that was given out here")
	}
	var c cursor
	if err := json.Unmarshal(raw[cursorSum:], &c); err != nil || c.Version != cursorVersion {
		return nil, refused("is of another version of this service")
	}
	if c.List != list || len(c.Key) != parts {
		return nil, refused("belongs to another list")
	}
	if c.Filter != filterSum(filters) {
		return nil, refused("belongs to a request with other filters")
	}
	return c.Key, nil
}

func sum(text []byte) []byte {
	hash := sha256.Sum256(append([]byte("waymark cursor "), text...))
	return hash[:cursorSum]
}

func filterSum(filters []string) string {
	return base64.RawURLEncoding.EncodeToString(sum([]byte(strings.Join(filters, "\x00"))))
}
