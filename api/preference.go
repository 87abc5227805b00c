package api

import (
	"slices"
	"strings"
)

// Preference is the header with which a client asks not to wait (RFC 7240).
type Preference struct {
	Prefer string `header:"Prefer" maxLength:"1000" doc:"respond-async answers 202 at once, while the work goes on."`
}

func (p Preference) async() bool {
	return slices.ContainsFunc(strings.Split(p.Prefer, ","), func(preference string) bool {
		name, _, _ := strings.Cut(preference, ";")
		return strings.EqualFold(strings.TrimSpace(name), "respond-async")
	})
}
