package reports

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

const (
	// recordModels and recordIDs are how much one read of the record asks for.
	recordModels = 500
	recordIDs    = 5000
)

// BuildRecord makes the record of the run that panel is about. The graph must
// still be as the run left it.
func BuildRecord(ctx context.Context, src RecordSource, panel *Panel) (*Record, error) {
	b := &recordBuilder{
		src: src, panel: panel, today: cpl.Date(panel.Run.Today), mends: mendsOf(panel),
		suppliers: map[string]*SupplierRecord{}, candidates: map[string]modelCandidates{},
	}
	b.record = &Record{Schema: RecordSchema, RunID: panel.Run.ID, Shares: &Shares{Newest: map[string][]string{}}}
	b.record.Mail = MailRecord{Suspended: []SuspendedRecipient{}, Undeliverable: []UndeliverableNotice{}}
	for _, step := range []func(context.Context) error{b.readModels, b.readEntries, b.readSources, b.readUndecided, b.readRest} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("read what the record of run %s needs: %w", panel.Run.ID, err)
		}
	}
	return b.record, nil
}

type recordBuilder struct {
	src    RecordSource
	panel  *Panel
	today  cpl.Date
	record *Record
	// mends are the entries to mend that findings name, and of which models.
	mends      mends
	suppliers  map[string]*SupplierRecord
	candidates map[string]modelCandidates
}

// readModels goes once over every device model that is in service or has
// something to mend, a batch at a time, so that no more than a batch is in memory.
func (b *recordBuilder) readModels(ctx context.Context) error {
	holdings, err := b.src.RecordHoldings(ctx, graphstore.Everything)
	if err != nil {
		return err
	}
	models := maps.Clone(b.mends.models)
	for _, h := range holdings {
		models[h.ModelKey] = true
		if devices, may := disclosed(h); may {
			b.record.Shares.Disclosed = append(b.record.Shares.Disclosed, graphstore.DisclosedTotal{ModelKey: h.ModelKey, Devices: devices})
		}
	}
	stranded := map[string]bool{}
	for i := range b.panel.Findings {
		if f := &b.panel.Findings[i]; f.SubjectKind == "cohort" {
			stranded[f.Subject] = true
		}
	}
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(models)), recordModels) {
		if err := b.readBatch(ctx, batch, stranded); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.suppliers)) {
		s := b.suppliers[name]
		slices.SortFunc(s.Totals, func(x, y TypeTotal) int { return cmp.Compare(x.DeviceType, y.DeviceType) })
		b.record.Shares.Suppliers = append(b.record.Shares.Suppliers, *s)
	}
	return nil
}

func (b *recordBuilder) readBatch(ctx context.Context, models []string, found map[string]bool) error {
	cohorts, err := b.src.RecordCohorts(ctx, graphstore.Everything, models)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, m := range models {
		wanted[m] = true
	}
	for i := range cohorts {
		for _, m := range cohorts[i].Matched {
			wanted[m.ModelKey] = true
		}
	}
	read, err := b.src.Pathways(ctx, graphstore.Everything, slices.Sorted(maps.Keys(wanted)))
	if err != nil {
		return err
	}
	charts := map[string]*modelChart{}
	for i := range read {
		charts[read[i].ModelKey] = chartOf(&read[i])
	}
	for i := range cohorts {
		b.addCohort(&cohorts[i], charts, found)
	}
	for _, m := range models {
		if chart := charts[m]; chart != nil && b.mends.models[m] {
			b.addCandidates(chart)
		}
	}
	return nil
}

// addCohort counts a cohort, and keeps it if its supplier's pack shows it.
func (b *recordBuilder) addCohort(c *graphstore.RecordCohort, charts map[string]*modelChart, found map[string]bool) {
	s := b.suppliers[c.Supplier]
	if s == nil {
		s = &SupplierRecord{Name: c.Supplier, Cohorts: []CohortRecord{}}
		b.suppliers[c.Supplier] = s
	}
	out := CohortRecord{
		ModelKey: c.ModelKey, Firmware: c.FirmwareVersion, Devices: c.Count, Gained: c.Gained, AsOf: string(c.AsOf), Carried: c.Carried,
		Months: -1, Place: PlaceUnknown,
	}
	if len(c.Matched) > 0 {
		if chart := charts[c.Matched[0].ModelKey]; chart != nil {
			chart.place(c.Matched, b.today, &out)
		}
	}
	s.total(splitKey(c.ModelKey)[0]).add(&out)
	if !out.Listed || out.Gained > 0 || out.Carried || out.Ageing || found[c.Key] {
		s.Cohorts = append(s.Cohorts, out)
	}
}

func (s *SupplierRecord) total(deviceType string) *TypeTotal {
	for i := range s.Totals {
		if s.Totals[i].DeviceType == deviceType {
			return &s.Totals[i]
		}
	}
	s.Totals = append(s.Totals, TypeTotal{DeviceType: deviceType})
	return &s.Totals[len(s.Totals)-1]
}

func (t *TypeTotal) add(c *CohortRecord) {
	t.Cohorts++
	t.Devices += c.Devices
	t.Gained += c.Gained
	for _, share := range []struct {
		belongs bool
		into    *int64
	}{{c.Place == PlaceNewest && c.Listed, &t.OnNewest}, {c.Ageing, &t.Ageing}, {!c.Listed, &t.Unlisted}, {c.Carried, &t.Carried}} {
		if share.belongs {
			*share.into += c.Devices
		}
	}
}

// readSources reads the imports since the previous full run, and their faults.
func (b *recordBuilder) readSources(ctx context.Context) error {
	since := time.Time{}
	if b.panel.Changes.Since != nil {
		since = b.panel.Changes.Since.Started
	}
	sources, err := b.src.RecordSources(ctx, graphstore.Everything, since)
	if err != nil {
		return err
	}
	b.record.Sources, b.record.Rejects = make([]SourceRecord, 0, len(sources)), []RejectRecord{}
	var ids []string
	for _, s := range sources {
		b.record.Sources = append(b.record.Sources, SourceRecord{
			Kind: s.Kind, FileName: s.FileName, SHA256: s.SHA256, AsOf: string(s.EffectiveOn), Received: s.ReceivedAt, Status: s.Status, Rows: s.Rows, Rejected: s.Rejected, Forced: s.Force,
		})
		ids = append(ids, s.ID)
	}
	rejects, err := b.src.RecordRejects(ctx, graphstore.Everything, ids)
	for _, r := range rejects {
		reject := RejectRecord{Kind: r.Kind, Code: r.Code, Column: r.Column, Faults: r.Faults, Examples: []RejectExample{}}
		for _, e := range r.Examples {
			reject.Examples = append(reject.Examples, RejectExample{FileName: e.FileName, Line: e.Line, Value: e.Value, Hint: e.Hint})
		}
		b.record.Rejects = append(b.record.Rejects, reject)
	}
	return err
}

// readUndecided says why rules could not decide, for the rules of the report.
func (b *recordBuilder) readUndecided(ctx context.Context) error {
	run, err := b.src.Run(ctx, graphstore.Everything, b.panel.Run.ID)
	if err != nil {
		return err
	}
	texts := map[string]RuleText{}
	for _, r := range b.panel.Rules {
		texts[r.ID] = r.RuleText
	}
	b.record.Undecided = []UndecidedRecord{}
	b.record.Held, b.record.Told = orNone(b.panel.Held), b.panel.Told
	for _, r := range run.Rules {
		if r.Audience != "" && r.Status == graphstore.RunFailed && b.record.Told != nil {
			b.record.Told.Failed = append(b.record.Told.Failed, r.Rule)
		}
		text, reported := texts[r.Rule]
		if !reported {
			continue
		}
		for _, reason := range slices.Sorted(maps.Keys(r.UnknownBy)) {
			b.record.Undecided = append(b.record.Undecided, UndecidedRecord{Rule: r.Rule, Reason: reason, Says: text.unknown(reason), Count: r.UnknownBy[reason]})
		}
	}
	slices.SortStableFunc(b.record.Undecided, func(x, y UndecidedRecord) int { return cmp.Compare(x.Rule, y.Rule) })
	return nil
}

func (b *recordBuilder) readRest(ctx context.Context) (err error) {
	if b.record.Parties, err = b.src.Parties(ctx, graphstore.Everything); err != nil {
		return err
	}
	if b.record.Asked, err = b.src.Asked(ctx, graphstore.Everything, graphstore.AskedFilter{}); err != nil {
		return err
	}
	b.record.Parties, b.record.Asked = orNone(b.record.Parties), orNone(b.record.Asked)
	return b.readMail(ctx)
}

// readMail reads what mail could not deliver. An address is a party's where a
// party has it.
func (b *recordBuilder) readMail(ctx context.Context) error {
	suspended, err := b.src.SuspendedRecipients(ctx, graphstore.Everything)
	if err != nil {
		return err
	}
	waiting, err := b.src.Undeliverable(ctx, graphstore.Everything)
	if err != nil {
		return err
	}
	mail := MailRecord{Suspended: []SuspendedRecipient{}, Undeliverable: []UndeliverableNotice{}}
	for _, s := range suspended {
		mail.Suspended = append(mail.Suspended, SuspendedRecipient{Party: b.partyAt(s.Address), Address: s.Address, Since: s.SuspendedAt, Why: s.Why})
	}
	for _, u := range waiting {
		mail.Undeliverable = append(mail.Undeliverable, UndeliverableNotice{
			Party: cmp.Or(u.Party, u.ManufacturerID, u.Owner), Subject: counted(u.Notices, "notice", "notices"), At: u.Oldest, Why: u.Why,
		})
	}
	b.record.Mail = mail
	return nil
}

// partyAt names the party whose address it is, if one has it.
func (b *recordBuilder) partyAt(address string) string {
	for _, p := range b.record.Parties {
		if slices.ContainsFunc(cpl.Addresses(p.Email), func(a string) bool { return strings.EqualFold(a, address) }) {
			return p.ID
		}
	}
	return ""
}

// orNone is list, or an empty one.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
