package graphstore

import "time"

// Place is where a page ended of a list that is in the order of a moment, and of
// ids where moments are the same. The zero value is before the first.
type Place struct {
	At time.Time
	ID string
}

// params are those of a statement that lists at most limit of what comes after the
// place. The moment is in nanoseconds since 1970: as one number it is compared
// exactly, whatever time zone it was stored with.
func (p Place) params(limit int) map[string]any {
	return map[string]any{"after": p.ID, "afterAt": p.At.UnixNano(), "limit": limit}
}
