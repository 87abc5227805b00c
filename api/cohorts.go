package api

import (
	"context"
	"net/http"
	"strings"

	"waymark/graphstore"
)

const cohortsPath = apiRoot + "/cohorts"

// CohortFilters are what lists of cohorts are filtered by.
type CohortFilters struct {
	Supplier     string `query:"supplier" maxLength:"1000" example:"Acme" doc:"Only those of the supplier with this name."`
	Model        string `query:"model" maxLength:"1000" example:"ESME|A0C1|00000001" doc:"Only those of this device model: device type|manufacturer|model."`
	Manufacturer string `query:"manufacturer" maxLength:"100" example:"A0C1" doc:"Only those of the manufacturer with this identifier (4 hex digits)."`
	DeviceType   string `query:"deviceType" maxLength:"100" example:"ESME" doc:"Only those of this device type."`
	InService    string `query:"inService" enum:"true,false" doc:"Only those with devices, or without."`
}

type cohortsInput struct {
	Page
	CohortFilters
}

type cohortsOutput struct {
	Body struct {
		Cohorts []graphstore.Cohort `json:"cohorts" doc:"By key."`
		Paged
	} `nameHint:"CohortList"`
}

func (s *Server) addCohorts() {
	register(s, operation("list-cohorts", http.MethodGet, cohortsPath, "installs", "List install cohorts",
		"How many devices a supplier operates with one firmware, by the current counts, and which versions that is. A supplier sees its own."), s.listCohorts)
}

func (f CohortFilters) filter() graphstore.CohortFilter {
	return graphstore.CohortFilter{
		Supplier: f.Supplier, Model: f.Model, Manufacturer: hexText(f.Manufacturer), DeviceType: strings.ToUpper(f.DeviceType), InService: truthOf(f.InService),
	}
}

func (s *Server) listCohorts(ctx context.Context, in *cohortsInput) (*cohortsOutput, error) {
	f := in.filter()
	filters := []string{f.Supplier, f.Model, f.Manufacturer, f.DeviceType, in.InService}
	key, err := decodeCursor(in.Cursor, "cohorts", filters, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.Cohorts(ctx, s.scope(ctx), f, key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &cohortsOutput{}
	out.Body.Paged = paged(total)
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("cohorts", filters, []string{found[in.Limit-1].Key})
	}
	out.Body.Cohorts = found
	return out, nil
}
