package graphstore

import (
	"context"
	"slices"

	"waymark/cpl"
)

// pastStatement is what one import said about a version, of one date.
type pastStatement struct {
	effectiveOn cpl.Date
	stated      cpl.Version
	has         func(cpl.Column) bool
	retired     bool
}

// olderStatements reads the statements about those stored versions of which
// something newer is known than the file's date; only a forced import of an
// older list meets any.
func (im *importer) olderStatements(ctx context.Context, stored map[string]storedVersion) (map[string][]pastStatement, error) {
	var ids []string
	for id, s := range stored {
		if s.knownOn > im.o.AsOf {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	rows, err := im.reads.read(ctx, Everything, readStatements, map[string]any{"ids": ids})
	if err != nil {
		return nil, err
	}
	out := make(map[string][]pastStatement, len(ids))
	for _, r := range rows {
		properties, _ := r.value("stated").(map[string]any)
		columns := r.texts("columns")
		retired := r.truth("retired")
		past := pastStatement{effectiveOn: r.date("effectiveOn"), stated: toStoredVersion(properties).version, retired: retired}
		past.stated.EntryID = r.text("entryId")
		past.has = func(c cpl.Column) bool { return !retired && slices.Contains(columns, string(c)) }
		out[r.text("entryId")] = append(out[r.text("entryId")], past)
	}
	for _, id := range ids {
		if past := out[id]; stored[id].knownOn > past[len(past)-1].effectiveOn {
			out[id] = append(past, confirmation(past, stored[id]))
		}
	}
	return out, nil
}

// confirmation is what a later list said that repeated what was known: nothing
// is kept of it but its date.
func confirmation(past []pastStatement, s storedVersion) pastStatement {
	return pastStatement{effectiveOn: s.knownOn, stated: s.version, has: func(c cpl.Column) bool {
		return slices.ContainsFunc(past, func(p pastStatement) bool { return p.has(c) })
	}}
}

// insertStatement puts a statement of an older date among those known, oldest
// first, and returns the version as the newest of each column leaves it. It is
// the same if the statement says what was known to be true on its date.
func insertStatement(past []pastStatement, late pastStatement) (now cpl.Version, same bool) {
	at := 0
	for at < len(past) && past[at].effectiveOn <= late.effectiveOn {
		at++
	}
	then := fold(past[:at])
	if at > 0 && sameVersion(then, overlay(then, late.stated, late.has)) && !past[at-1].retired {
		same = true
	}
	return fold(slices.Insert(slices.Clone(past), at, late)), same
}

// fold lays statements over one another, oldest first.
func fold(statements []pastStatement) cpl.Version {
	var v cpl.Version
	for _, s := range statements {
		v = overlay(v, s.stated, s.has)
		if s.retired {
			v.Listed = false
		}
	}
	return v
}
