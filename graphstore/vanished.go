package graphstore

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"waymark/cpl"
)

var (
	listVanishing   = statement("list_vanishing")
	readChanged     = statement("read_changed_versions")
	readLifted      = statement("read_lifted_restrictions")
	resolveFindings = statement("resolve_findings")
)

// Why a finding was resolved.
const (
	ResolvedDeclared          = "declared"
	ResolvedDelisted          = "delisted"
	ResolvedRelisted          = "relisted"
	ResolvedRestrictionLifted = "restriction-lifted"
	ResolvedBasisChanged      = "basis-changed"
	ResolvedDataCorrected     = "data-corrected"
)

// ResolvedWhys are all reasons for which a finding is resolved.
var ResolvedWhys = []string{ResolvedDeclared, ResolvedDelisted, ResolvedRelisted, ResolvedRestrictionLifted, ResolvedBasisChanged, ResolvedDataCorrected}

// WhyFunc says why a finding is no longer found: one of the ResolvedWhys, and a sentence.
type WhyFunc func(Vanished) (why, sentence string)

// Vanished is a finding that a successful run no longer saw, with what changed
// about its subject, and what it stood on, since the run that last saw it.
type Vanished struct {
	Rule, Subject, SubjectKind, ModelKey string
	Reasons                              []string
	Evidence                             json.RawMessage
	// Settings (JSON), RuleVersion and Date are those of the run that last saw
	// it; blank where that run is not known.
	Settings, RuleVersion string
	Date                  cpl.Date
	// Cohort says that it is about installs, of which the supplier now has Devices.
	Cohort  bool
	Devices int64
	// InService says that devices run a version that it is about.
	InService bool
	// ReturnsLoaded says that install returns were loaded since.
	ReturnsLoaded bool
	// Changed are the versions of its model, those that its evidence names and
	// those that it is about, as far as a list said something new about them.
	Changed []ChangedVersion
	// Lifted are the restrictions on edges of its model that are over, as from and to.
	Lifted [][2]string
}

// ChangedVersion is a version as it was stated before and as it is now. Then is
// nil for one that no list had named.
type ChangedVersion struct {
	Then *cpl.Version
	Now  cpl.Version
}

// vanishing is one finding to resolve.
type vanishing struct {
	fingerprint string
	lastSeen    time.Time
	Vanished
}

// resolveVanished resolves the rule's standing findings that the run neither saw
// nor left undecided.
func (s *Store) resolveVanished(ctx context.Context, lease *Lease, o RuleOutcome) (int64, error) {
	all, err := s.vanishing(ctx, o)
	if err != nil {
		return 0, err
	}
	resolved := int64(0)
	for batch := range slices.Chunk(all, 2000) {
		if err := s.readChanges(ctx, o, batch); err != nil {
			return resolved, err
		}
		rows := make([]any, len(batch))
		for i, v := range batch {
			why, sentence := ResolvedBasisChanged, "the rule no longer finds it"
			if o.Why != nil {
				why, sentence = o.Why(v.Vanished)
			}
			rows[i] = map[string]any{"fingerprint": v.fingerprint, "why": why, "sentence": sentence}
		}
		n := int64(0)
		err := s.guarded(ctx, lease, "resolve findings", func(tx *transaction) error {
			out, err := tx.run(ctx, resolveFindings, map[string]any{"runId": o.RunID, "findings": rows})
			if err == nil {
				n = out[0].number("resolved")
			}
			return err
		})
		if err != nil {
			return resolved, err
		}
		resolved += n
	}
	return resolved, nil
}

func (s *Store) vanishing(ctx context.Context, o RuleOutcome) ([]vanishing, error) {
	rows, err := s.read(ctx, Everything, listVanishing, map[string]any{"runId": o.RunID, "rule": o.Rule})
	out := make([]vanishing, 0, len(rows))
	for _, r := range rows {
		out = append(out, vanishing{r.text("fingerprint"), r.moment("lastSeen"), Vanished{
			Rule: o.Rule, Subject: r.text("subject"), SubjectKind: r.text("subjectKind"), ModelKey: r.text("modelKey"), Reasons: r.texts("reasons"),
			Evidence: json.RawMessage(r.text("evidence")), Settings: r.text("settings"), RuleVersion: r.text("version"), Date: r.date("today"),
			Cohort: r.truth("isCohort"), Devices: r.number("devices"), InService: r.truth("inService"), ReturnsLoaded: r.truth("returnsLoaded"),
		}})
	}
	return out, err
}

// readChanges reads what changed for a batch, once for all findings that the
// same run saw last: usually that is one run.
func (s *Store) readChanges(ctx context.Context, o RuleOutcome, batch []vanishing) error {
	bySince := map[time.Time][]int{}
	for i, v := range batch {
		bySince[v.lastSeen] = append(bySince[v.lastSeen], i)
	}
	for since, members := range bySince {
		models, entries, fingerprints := map[string]bool{}, map[string]bool{}, make([]any, 0, len(members))
		for _, i := range members {
			fingerprints = append(fingerprints, batch[i].fingerprint)
			for _, key := range modelsOf(batch[i].Vanished) {
				models[key] = true
			}
			for _, id := range batch[i].Named() {
				entries[id] = true
			}
		}
		changed, err := s.changedVersions(ctx, since, models, entries, fingerprints)
		if err != nil {
			return err
		}
		lifted, err := s.read(ctx, Everything, readLifted, map[string]any{"since": since, "from": fromDate(batch[members[0]].Date), "today": fromDate(o.Today)})
		if err != nil {
			return err
		}
		index := indexChanges(changed)
		for _, i := range members {
			batch[i].take(index, lifted)
		}
	}
	return nil
}

func (s *Store) changedVersions(ctx context.Context, since time.Time, models, entries map[string]bool, fingerprints []any) ([]ChangedVersion, error) {
	rows, err := s.read(ctx, Everything, readChanged, map[string]any{
		"since": since, "models": sortedNames(models), "entries": sortedNames(entries), "findings": fingerprints,
	})
	out := make([]ChangedVersion, 0, len(rows))
	for _, r := range rows {
		properties, _ := r.value("now").(map[string]any)
		c := ChangedVersion{Now: toStoredVersion(properties).version}
		before, _ := r.value("before").([]any)
		var past []pastStatement
		for _, item := range before {
			b := asRow(item)
			stated, _ := b.value("stated").(map[string]any)
			columns, retired := b.texts("columns"), b.truth("retired")
			past = append(past, pastStatement{stated: toStoredVersion(stated).version, retired: retired, has: func(c cpl.Column) bool {
				return !retired && slices.Contains(columns, string(c))
			}})
		}
		if len(past) > 0 {
			then := fold(past)
			then.EntryID = c.Now.EntryID
			c.Then = &then
		}
		out = append(out, c)
	}
	return out, err
}

// changeIndex finds changed versions by device model, entry, hash and tuple, as they were and as they are.
type changeIndex struct {
	changed []ChangedVersion
	by      map[string][]int
}

func indexChanges(changed []ChangedVersion) changeIndex {
	x := changeIndex{changed, map[string][]int{}}
	for i, c := range changed {
		x.add(i, c.Now)
		if c.Then != nil {
			x.add(i, *c.Then)
		}
	}
	return x
}

func (x changeIndex) add(i int, v cpl.Version) {
	for _, key := range []string{"model " + v.Tuple.DeviceModel.Key(), "entry " + v.EntryID, "hash " + v.ImageHash, "tuple " + v.Tuple.Key()} {
		x.by[key] = append(x.by[key], i)
	}
}

// take picks out of what changed what concerns the finding.
func (v *vanishing) take(x changeIndex, lifted []row) {
	models, named := modelsOf(v.Vanished), v.Named()
	var keys []string
	for _, key := range models {
		keys = append(keys, "model "+key)
	}
	for _, id := range slices.Concat(named, subjectIDs(v.Vanished)) {
		keys = append(keys, "entry "+id)
	}
	keys = append(keys, v.SubjectKind+" "+v.Subject)
	var found []int
	for _, key := range keys {
		found = append(found, x.by[key]...)
	}
	slices.Sort(found)
	for _, i := range slices.Compact(found) {
		v.Changed = append(v.Changed, x.changed[i])
	}
	for _, r := range lifted {
		if slices.Contains(models, r.text("modelKey")) || slices.Contains(named, r.text("to")) {
			v.Lifted = append(v.Lifted, [2]string{r.text("from"), r.text("to")})
		}
	}
}

// About reports whether the finding is about a version: it is the subject, or
// one of its members, or has the tuple or the hash that is.
func (v Vanished) About(c ChangedVersion) bool {
	if slices.Contains(subjectIDs(v), c.Now.EntryID) {
		return true
	}
	states := []cpl.Version{c.Now}
	if c.Then != nil {
		states = append(states, *c.Then)
	}
	for _, s := range states {
		switch v.SubjectKind {
		case "hash":
			if s.ImageHash == v.Subject {
				return true
			}
		case "tuple":
			if s.Tuple.Key() == v.Subject {
				return true
			}
		case "cohort":
			// The other half of a hub has the same identifiers.
			parts := splitKey(v.Subject)
			if len(parts) == 5 && s.Tuple.ManufacturerID == parts[2] && s.Tuple.ModelID == parts[3] && s.Tuple.FirmwareVersion == parts[4] {
				return true
			}
		}
	}
	return false
}

func subjectIDs(v Vanished) []string {
	switch v.SubjectKind {
	case "version", "entry":
		return []string{v.Subject}
	case "cycle":
		return splitKey(v.Subject)
	}
	return nil
}

// modelsOf are the keys of the device models that a finding depends on: its own
// and, for installs, those with other device types and the same identifiers.
func modelsOf(v Vanished) []string {
	if v.ModelKey == "" {
		return nil
	}
	keys := []string{v.ModelKey}
	parts := splitKey(v.ModelKey)
	if v.SubjectKind != "cohort" || len(parts) != 3 {
		return keys
	}
	for a, b := range cpl.DefaultVocabulary().Pairs() {
		if a == parts[0] {
			keys = append(keys, cpl.JoinKey(b, parts[1], parts[2]))
		}
	}
	return keys
}

// Named are the entries that the evidence names.
func (v Vanished) Named() []string {
	var e struct {
		Breaks []struct {
			At, From string
			Members  []string
		}
		Newest   []string
		Declared []string
	}
	if json.Unmarshal(v.Evidence, &e) != nil {
		return nil
	}
	ids := slices.Concat(e.Newest, e.Declared)
	for _, b := range e.Breaks {
		ids = append(ids, b.At, b.From)
		ids = append(ids, b.Members...)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
}
