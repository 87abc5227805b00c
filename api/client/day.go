package client

import (
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"
)

// Day is a date such as 2026-10-31, as parameters take it; nil for a text that is none.
func Day(text string) *openapi_types.Date {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil
	}
	return &openapi_types.Date{Time: at}
}
