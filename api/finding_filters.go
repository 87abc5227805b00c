package api

import (
	"context"
	"slices"

	"waymark/api/identity"
	"waymark/graphstore"
)

// FindingFilters are what lists of findings are filtered by.
type FindingFilters struct {
	Rule         string   `query:"rule" maxLength:"100" doc:"Only those of the rule with this id."`
	State        []string `query:"state,explode" maxItems:"20" doc:"Only those in these states, repeated or with commas: open, acknowledged, fix-proposed, waived, resolved; or all. Every state but resolved if left out."`
	Manufacturer string   `query:"manufacturer" maxLength:"100" doc:"Only those of the manufacturer with this identifier (4 hex digits)."`
	Supplier     string   `query:"supplier" maxLength:"1000" doc:"Only those of the supplier with this name; not for manufacturers."`
	Severity     string   `query:"severity" enum:"critical,high,medium,low,info" doc:"Only those of this severity; not for manufacturers, whom severity is not told."`
	Model        string   `query:"model" maxLength:"1000" example:"ESME|A0C1|00000001" doc:"Only those about this device model: device type|manufacturer|model."`
	Class        string   `query:"class" enum:"enforced,advisory" doc:"Only those of this class."`
	Overdue      string   `query:"overdue" enum:"true,false" doc:"Only those whose due date is past, or that are not overdue; not for manufacturers."`
	Baseline     string   `query:"baseline" enum:"true,false" doc:"Only those that stand since the baseline was taken, or others."`
}

// findingFilter reads the filters, and refuses what the reader may not filter or order by.
func (s *Server) findingFilter(ctx context.Context, in FindingFilters, sort string) (graphstore.FindingFilter, error) {
	states, err := statesOf(in.State)
	if err == nil {
		err = s.knownRule(in.Rule)
	}
	if err == nil {
		err = in.toldTo(principal(ctx), sort)
	}
	return graphstore.FindingFilter{
		Rule: in.Rule, States: states, Manufacturer: hexText(in.Manufacturer), Supplier: in.Supplier,
		FindingMarks: graphstore.FindingMarks{Severity: in.Severity, Model: in.Model, Class: in.Class, Overdue: truthOf(in.Overdue), Baseline: truthOf(in.Baseline)},
	}, err
}

// texts are what the cursor of a list is bound to.
func (in *findingsInput) texts(states []string) []string {
	own := []string{in.Rule, hexText(in.Manufacturer), in.Supplier, in.Severity, in.Model, in.Class, in.Overdue, in.Baseline, in.Sort}
	return append(own, slices.Sorted(slices.Values(states))...)
}

func sortOf(given string) graphstore.FindingSort {
	if given == "rule" {
		return graphstore.SortRule
	}
	return graphstore.FindingSort(given)
}

// toldTo refuses to select or order findings by what the reader is not told:
// which are answered, and in what order, would tell it.
func (in FindingFilters) toldTo(who identity.Principal, sort string) error {
	if who.Kind == identity.Local || who.Role != identity.Manufacturer {
		return nil
	}
	hidden := ""
	switch {
	case in.Severity != "":
		hidden = "severity"
	case in.Overdue != "":
		hidden = "overdue"
	case in.Supplier != "":
		hidden = "supplier"
	case slices.Contains([]graphstore.FindingSort{graphstore.SortSeverity, graphstore.SortInstalls, graphstore.SortDueOn}, sortOf(sort)):
		hidden = "sort by " + sort
	default:
		return nil
	}
	return &graphstore.InputError{Code: "not-told", Message: hidden + " rests on what devices run, which manufacturers are not told", Hint: "leave it out"}
}
