package api

import (
	"waymark/api/identity"
	"waymark/graphstore"
)

// FindingMarks are the marks by which lists of findings are filtered.
type FindingMarks struct {
	Severity string `query:"severity" enum:"critical,high,medium,low,info" doc:"Only those of this severity; not for manufacturers, whom severity is not told."`
	Model    string `query:"model" maxLength:"1000" example:"ESME|A0C1|00000001" doc:"Only those about this device model: device type|manufacturer|model."`
	Class    string `query:"class" enum:"enforced,advisory" doc:"Only those of this class."`
	Overdue  string `query:"overdue" enum:"true,false" doc:"Only those whose due date is past, or that are not overdue; not for manufacturers."`
	Baseline string `query:"baseline" enum:"true,false" doc:"Only those that stand since the baseline was taken, or others."`
}

func (m FindingMarks) marks() graphstore.FindingMarks {
	return graphstore.FindingMarks{Severity: m.Severity, Model: m.Model, Class: m.Class, Overdue: truthOf(m.Overdue), Baseline: truthOf(m.Baseline)}
}

// texts are what the cursor of a list is bound to.
func (in *findingsInput) texts() []string {
	return []string{in.Severity, in.Model, in.Class, in.Overdue, in.Baseline, in.Sort}
}

func sortOf(given string) graphstore.FindingSort {
	if given == "rule" {
		return graphstore.SortRule
	}
	return graphstore.FindingSort(given)
}

// sees refuses to select or order findings by what the reader is not told: the
// order would tell it.
func sees(who identity.Principal, in *findingsInput) error {
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
	case in.Sort == string(graphstore.SortSeverity), in.Sort == string(graphstore.SortInstalls), in.Sort == string(graphstore.SortDueOn):
		hidden = "sort by " + in.Sort
	default:
		return nil
	}
	return &graphstore.InputError{Code: "not-told", Message: hidden + " rests on what devices run, which manufacturers are not told", Hint: "leave it out"}
}
