package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
)

// exactly is how far a number that is read as one with a fraction is told exactly.
const exactly = 1 << 53

// isFraction tells whether a body does not fit since a number is written with a
// fraction where a whole one belongs.
func isFraction(err error) bool {
	var mistyped *json.UnmarshalTypeError
	return errors.As(err, &mistyped) && strings.HasPrefix(mistyped.Value, "number")
}

// wholeNumbers writes whole numbers without a fraction: to JSON Schema, by which the
// document describes bodies, 5.0 is an integer, and to Go's reader it is none.
func wholeNumbers(data []byte) ([]byte, error) {
	reader := json.NewDecoder(bytes.NewReader(data))
	reader.UseNumber()
	var value any
	if err := reader.Decode(&value); err != nil {
		return nil, fmt.Errorf("read numbers: %w", err)
	}
	out, err := json.Marshal(whole(value))
	if err != nil {
		return nil, fmt.Errorf("write numbers: %w", err)
	}
	return out, nil
}

func whole(value any) any {
	switch v := value.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil && f == math.Trunc(f) && math.Abs(f) < exactly {
			return int64(f)
		}
	case map[string]any:
		for name, member := range v {
			v[name] = whole(member)
		}
	case []any:
		for i, item := range v {
			v[i] = whole(item)
		}
	}
	return value
}
