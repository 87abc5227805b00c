package api

import (
	"context"
	"strconv"
	"strings"

	"waymark/graphstore"
)

// VersionFilters are what lists of versions are filtered by.
type VersionFilters struct {
	Model        string `query:"model" maxLength:"1000" example:"ESME|A0C1|00000001" doc:"Only those of this device model: device type|manufacturer|model."`
	Manufacturer string `query:"manufacturer" maxLength:"100" example:"A0C1" doc:"Only those of the manufacturer with this identifier (4 hex digits)."`
	DeviceType   string `query:"deviceType" maxLength:"100" example:"ESME" doc:"Only those of this device type."`
	Declaration  string `query:"declaration" enum:"list,none,not-stated,invalid" doc:"Only those whose predecessor declaration is in this state."`
	Listed       string `query:"listed" enum:"true,false" doc:"Only those that are listed, or that are not."`
}

type versionsInput struct {
	Page
	VersionFilters
	Q string `query:"q" maxLength:"1000" doc:"Only those whose CPL Entry ID or model identifier begins with this; what it names exactly comes first."`
}

type versionsOutput struct {
	Body struct {
		Versions []graphstore.Version `json:"versions" doc:"By CPL Entry ID; with q, exact matches first."`
		Paged
	} `nameHint:"VersionList"`
}

func (f VersionFilters) query() graphstore.VersionQuery {
	return graphstore.VersionQuery{
		Model: f.Model, Manufacturer: hexText(f.Manufacturer), DeviceType: strings.ToUpper(f.DeviceType), Declaration: f.Declaration, Listed: truthOf(f.Listed),
	}
}

func (f VersionFilters) texts() []string {
	q := f.query()
	return []string{q.Model, q.Manufacturer, q.DeviceType, q.Declaration, f.Listed}
}

// truthOf reads a choice of true and false; nil where none is made.
func truthOf(given string) *bool {
	truth, err := strconv.ParseBool(given)
	if err != nil {
		return nil
	}
	return &truth
}

func (s *Server) listVersions(ctx context.Context, in *versionsInput) (*versionsOutput, error) {
	q := in.query()
	q.Text = strings.TrimSpace(in.Q)
	filters := append(in.texts(), q.Text)
	key, err := decodeCursor(in.Cursor, "versions", filters, 2)
	if err != nil {
		return nil, err
	}
	// The first page has no rank, which is 0.
	rank, _ := strconv.ParseInt(key[0], 10, 64)
	found, places, total, err := s.o.Store.VersionPage(ctx, s.scope(ctx), q, graphstore.VersionPlace{Rank: rank, EntryID: key[1]}, in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &versionsOutput{}
	out.Body.Paged = paged(total)
	if len(found) > in.Limit {
		found = found[:in.Limit]
		last := places[in.Limit-1]
		out.Body.Next = encodeCursor("versions", filters, []string{strconv.FormatInt(last.Rank, 10), last.EntryID})
	}
	out.Body.Versions = found
	return out, nil
}
