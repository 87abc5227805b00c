package api

import (
	"context"
	"net/http"

	"waymark/reports"
)

type totalsInput struct {
	Run string `query:"run" maxLength:"100" doc:"Id of a full run; the newest that ended ok or partial if left out."`
}

type totalsOutput struct {
	Body struct {
		Totals *reports.InstallTotals `json:"totals"`
	} `nameHint:"InstallTotalsAnswer"`
}

func (s *Server) addTotals() {
	register(s, operation("read-install-totals", http.MethodGet, apiRoot+"/installs/totals", "installs", "Read the totals of installs",
		"How many devices there are of each device model, as a full run froze it: models that at least three suppliers operate, at least ten devices, no supplier with over 85 % of them; rounded to ten. "+
			"A model that may not be told is left out, and sums are those of the models shown. Nothing can be chosen but the run. A manufacturer reads those of its own models.", http.StatusNotFound), s.installTotals)
}

func (s *Server) installTotals(ctx context.Context, in *totalsInput) (*totalsOutput, error) {
	totals, err := s.o.Library.InstallTotals(ctx, s.scope(ctx), in.Run)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by reports
	}
	out := &totalsOutput{}
	out.Body.Totals = totals
	return out, nil
}
