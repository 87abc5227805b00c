package reports

import (
	"cmp"
	"context"
	"slices"

	"waymark/cpl"
	"waymark/graphstore"
)

// mostCandidates is how many candidates an entry names.
const mostCandidates = 10

// modelCandidates are the versions of a device model, latest first.
type modelCandidates struct{ versions []graphstore.PathwayVersion }

// addCandidates keeps the versions of a model that has something to mend, and
// its newest ones where it has a dead end.
func (b *recordBuilder) addCandidates(c *modelChart) {
	versions := slices.Clone(c.versions)
	slices.SortStableFunc(versions, func(x, y graphstore.PathwayVersion) int {
		return cmp.Or(cmp.Compare(y.AddedOn, x.AddedOn), cmp.Compare(x.EntryID, y.EntryID))
	})
	b.candidates[c.key] = modelCandidates{versions}
	if b.mends.deadEnds[c.key] && len(c.newest) > 0 {
		b.record.Shares.Newest[c.key] = c.newest
	}
}

// readEntries reads the entries to mend in full.
func (b *recordBuilder) readEntries(ctx context.Context) error {
	b.mends.newestEntries(b.record.Shares)
	for ids := range slices.Chunk(b.mends.ids(), recordIDs) {
		read, err := b.src.RecordEntries(ctx, graphstore.Everything, ids)
		if err != nil {
			return err
		}
		for _, v := range read {
			e := RecordEntry{Version: v}
			e.Candidates, e.More = b.candidates[v.ModelKey].of(&v, b.mends.near[v.EntryID])
			b.record.Shares.Entries = append(b.record.Shares.Entries, e)
		}
	}
	return nil
}

// of are the candidates for what v should cite, and how many more there are.
func (m modelCandidates) of(v *graphstore.Version, citedInVain []string) ([]Candidate, int) {
	out := []Candidate{}
	named := map[string]bool{v.EntryID: true}
	for _, id := range v.Declaration.IDs {
		named[id] = true
	}
	for _, id := range citedInVain {
		for _, x := range m.versions {
			if !named[x.EntryID] && oneSlipApart(id, x.EntryID) {
				named[x.EntryID] = true
				out = append(out, Candidate{EntryID: x.EntryID, Firmware: x.FirmwareVersion, AddedOn: string(x.AddedOn), Near: id})
			}
		}
	}
	more := 0
	for _, x := range m.versions {
		switch {
		case named[x.EntryID], !x.Listed, !earlier(x.AddedOn, v.AddedOn):
		case len(out) >= mostCandidates:
			more++
		default:
			out = append(out, Candidate{EntryID: x.EntryID, Firmware: x.FirmwareVersion, AddedOn: string(x.AddedOn)})
		}
	}
	return out, more
}

// earlier holds unless the dates say otherwise.
func earlier(a, b cpl.Date) bool { return !a.Stated() || !b.Stated() || a < b }
