package api

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// withoutNulls are the formats of bodies, in which a member has a value or is left
// out, as the document says: the framework would take null for left out.
func withoutNulls(formats map[string]huma.Format) map[string]huma.Format {
	strict := maps.Clone(formats)
	for name, format := range strict {
		lenient := format.Unmarshal
		format.Unmarshal = func(data []byte, v any) error {
			err := lenient(data, v)
			if isFraction(err) {
				if plain, failure := wholeNumbers(data); failure == nil {
					err = lenient(plain, v)
				}
			}
			if parsed, untyped := v.(*any); err == nil && untyped {
				err = refuseNull("", *parsed)
			}
			return err
		}
		strict[name] = format
	}
	return strict
}

func refuseNull(pointer string, value any) error {
	switch v := value.(type) {
	case nil:
		return fmt.Errorf("%s is null: leave out what has no value", "the body"+strings.TrimSuffix(" at "+pointer, " at "))
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if err := refuseNull(pointer+"/"+name, v[name]); err != nil {
				return err
			}
		}
	case []any:
		for i, item := range v {
			if err := refuseNull(pointer+"/"+strconv.Itoa(i), item); err != nil {
				return err
			}
		}
	}
	return nil
}
