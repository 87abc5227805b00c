package graphstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"waymark/cpl"
)

// ChangeKind says what a what-if does.
type ChangeKind string

// What a what-if may do (contract, section 6).
const (
	// ChangeRemove and ChangeSuspend take an entry off the list; it stays known.
	ChangeRemove  ChangeKind = "remove"
	ChangeSuspend ChangeKind = "suspend"
	// ChangeRestrict bars a declared edge, from From to To.
	ChangeRestrict ChangeKind = "restrict"
	// ChangeDeclare replaces an entry's predecessors; none of them stands for N/A.
	ChangeDeclare ChangeKind = "declare"
)

// Change is one thing to be tried.
type Change struct {
	Kind ChangeKind
	// Entry is what is removed, suspended or declared.
	Entry        string
	Predecessors []string
	From, To     string
	Reason       string
	// At is where the change stands in what the sender wrote, such as "line 3".
	At string
}

// statuses are the words that a what-if puts on an entry.
var statuses = map[ChangeKind]string{ChangeRemove: "Removed", ChangeSuspend: "Suspended"}

// ReadChanges works out what the changes come to and writes nothing yet; see
// [Rehearsal.Apply]. An id that is on no list fails with an *InputError that
// names the change.
func (r *Rehearsal) ReadChanges(ctx context.Context, changes []Change, today cpl.Date, vocabulary *cpl.Vocabulary) error {
	stored, _, err := storedVersions(ctx, r, mentioned(changes))
	if err != nil {
		return err
	}
	for _, c := range changes {
		for _, id := range c.ids() {
			if _, known := stored[id]; !known {
				return &InputError{Code: "unknown-entry", Message: fmt.Sprintf("%s: no list has an entry %q", c.At, id), Hint: "check the CPL Entry ID; to try an entry that is not there yet, put it into a file and use lint"}
			}
		}
	}
	r.change = change{derived: map[string]bool{}, models: map[string]bool{}, vocabulary: vocabulary}
	im := &importer{o: ImportOptions{Vocabulary: vocabulary}}
	now := map[string]storedVersion{}
	for id, s := range stored {
		now[id] = s
	}
	for _, c := range changes {
		if c.Kind == ChangeRestrict {
			r.restricted = append(r.restricted, c)
			for _, id := range []string{c.From, c.To} {
				im.touch(r.derived, stored[id].version.Tuple.DeviceModel)
			}
			r.entries = append(r.entries, c.From, c.To)
			continue
		}
		s := now[c.Entry]
		c.change(&s.version, today)
		s.retired = s.retired && c.Kind == ChangeDeclare
		now[c.Entry] = s
		im.touch(r.derived, s.version.Tuple.DeviceModel)
		r.note(versionChange{now: s.version, before: stored[c.Entry], existed: true})
		r.entries = append(r.entries, c.Entry)
	}
	r.changed = slices.Compact(slices.Sorted(slices.Values(r.changed)))
	rows := changedRows(r.changed, now, today)
	r.steps = append(r.steps, func(ctx context.Context, tx *transaction) error {
		if len(rows) == 0 {
			return nil
		}
		_, err := tx.run(ctx, updateVersions, map[string]any{"rows": rows})
		return err
	})
	return nil
}

func changedRows(ids []string, now map[string]storedVersion, today cpl.Date) []any {
	var rows []any
	for _, id := range ids {
		properties := versionProperties(now[id].version, max(now[id].effectiveOn, today))
		if now[id].retired {
			delete(properties, "retiredOn")
		}
		rows = append(rows, map[string]any{"version": properties})
	}
	return rows
}

// change does to a version what the change says.
func (c Change) change(v *cpl.Version, today cpl.Date) {
	if c.Kind == ChangeDeclare {
		text := strings.Join(c.Predecessors, ", ")
		if len(c.Predecessors) == 0 {
			text = "N/A"
		}
		v.Declaration = cpl.ParseDeclaration(text)
		return
	}
	v.Status, v.Listed = statuses[c.Kind], false
	if c.Kind == ChangeRemove {
		v.RemovedOn = today
	}
}

// ids are the entries that the change names and that must be known.
func (c Change) ids() []string {
	if c.Kind == ChangeRestrict {
		return []string{c.From, c.To}
	}
	return append([]string{c.Entry}, c.Predecessors...)
}

func mentioned(changes []Change) []string {
	var ids []string
	for _, c := range changes {
		ids = append(ids, c.ids()...)
	}
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

// restrict bars edges; only one that is declared can be.
func (r *Rehearsal) restrict(ctx context.Context) error {
	if len(r.restricted) == 0 {
		return nil
	}
	edges := make([]any, len(r.restricted))
	for i, c := range r.restricted {
		edges[i] = map[string]any{"from": c.From, "to": c.To}
	}
	rows, err := r.tx.run(ctx, barEdges, map[string]any{"edges": edges, "restriction": whatIf})
	if err != nil {
		return translate("rehearse a restriction", err)
	}
	for _, c := range r.restricted {
		if !slices.ContainsFunc(rows, func(found row) bool { return found.text("fromId") == c.From && found.text("toId") == c.To }) {
			return &InputError{Code: "no-such-edge", Message: fmt.Sprintf("%s: %q does not declare %q as a predecessor, so there is nothing to restrict", c.At, c.To, c.From), Hint: "see what is declared with explain"}
		}
	}
	return nil
}
