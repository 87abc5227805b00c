package reports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"waymark/graphstore"
)

// everyRun are the members of a pack that change from run to run, or from day to
// day, while nothing that it tells has: which run it is of, and ages.
var everyRun = []string{"run", "since", "notes", "listAgeDays", "ageDays", "days", "longestSilent"}

// Fingerprint is the same for two reports that tell the same, whatever run they
// are of. It fails as [Library.Draft] does.
func (l *Library) Fingerprint(ctx context.Context, r Request) (string, error) {
	p, err := l.build(ctx, graphstore.Everything, r)
	if err != nil {
		return "", err
	}
	return fingerprint(p)
}

func fingerprint(p Pack) (string, error) {
	data, _, err := freezePack(p)
	if err != nil {
		return "", err
	}
	var told any
	if err := json.Unmarshal(data, &told); err != nil {
		return "", fmt.Errorf("compare a report with the last: %w", err)
	}
	if data, err = json.Marshal(lasting(told)); err != nil {
		return "", fmt.Errorf("compare a report with the last: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// lasting is a value of JSON without the members that change with every run.
func lasting(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if slices.Contains(everyRun, name) {
				delete(v, name)
			} else {
				v[name] = lasting(member)
			}
		}
	case []any:
		for i := range v {
			v[i] = lasting(v[i])
		}
	}
	return value
}
