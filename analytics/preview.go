package analytics

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
)

// Preview is what a changed rule says beside the live one of the same id, on
// the graph as it is. Nothing is kept.
type Preview struct {
	Rule string `json:"rule"`
	// Live and Changed are the versions compared; Live is blank for a new rule.
	Live    string `json:"live"`
	Changed string `json:"changed"`
	Before  Tally  `json:"before"`
	After   Tally  `json:"after"`
	// Opens and Closes are findings that the change would add and take away.
	Opens  []graphstore.Finding `json:"opens"`
	Closes []graphstore.Finding `json:"closes"`
	// Rekeys are subjects whose findings would be taken for others, so that what
	// people did with the former ones would not be carried over.
	Rekeys []Rekey `json:"rekeys"`
	// Alters are findings that stay, with another duty, class, severity or reasons.
	Alters []Alteration `json:"alters"`
}

// Tally is how many subjects a rule examined, and what became of them.
type Tally struct {
	Examined int64 `json:"examined"`
	Passing  int64 `json:"passing"`
	Failing  int64 `json:"failing"`
	Unknown  int64 `json:"unknown"`
}

// Rekey is a subject with two fingerprints.
type Rekey struct {
	Subject string `json:"subject"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// Alteration is a finding before and after, in words.
type Alteration struct {
	Subject string `json:"subject"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

// ReadRule reads one rule from its file, with the population and the cases that
// stand beside it.
func ReadRule(path string) (Rule, error) {
	id, ok := strings.CutSuffix(filepath.Base(path), ruleSuffix)
	if !ok || strings.HasSuffix(id, ".population") {
		return Rule{}, &graphstore.InputError{Code: "not-a-rule-file", Message: path + " is not a rule file", Hint: "give the file <id>" + ruleSuffix + "; its population and cases are found beside it"}
	}
	rule, err := readRule(os.DirFS(filepath.Dir(path)), id)
	if err != nil {
		return Rule{}, &graphstore.InputError{Code: "bad-rule-file", Message: fmt.Sprintf("%s: %v", path, err), Hint: "mend the file; nothing was run"}
	}
	rule.Source = filepath.Dir(path)
	return rule, nil
}

// Preview evaluates a changed rule and the live one of the same id, if there is
// one, and compares what they say.
func (e *Engine) Preview(ctx context.Context, db Explainer, changed Rule, today cpl.Date) (Preview, error) {
	alone := &Registry{rules: []Rule{changed}}
	if err := alone.Verify(ctx, db, Settings{}); err != nil {
		return Preview{}, &graphstore.InputError{Code: "bad-rule-file", Message: err.Error(), Hint: "mend the file; nothing was run"}
	}
	p := Preview{Rule: changed.ID, Changed: changed.Version, Opens: []graphstore.Finding{}, Closes: []graphstore.Finding{}, Rekeys: []Rekey{}, Alters: []Alteration{}}
	var before Evaluation
	if live, known := e.Registry.Rule(changed.ID); known {
		var err error
		p.Live = live.Version
		if before, err = e.Evaluate(ctx, live, today); err != nil {
			return p, fmt.Errorf("the live rule: %w", err)
		}
	}
	severities, err := e.Severities.With(alone)
	if err != nil {
		return p, err
	}
	beside := &Engine{Graph: e.Graph, Severities: severities, Settings: e.Settings}
	after, err := beside.Evaluate(ctx, changed, today)
	if err != nil {
		return p, fmt.Errorf("the changed rule: %w", err)
	}
	p.Before, p.After = before.tally(), after.tally()
	p.compare(before.Findings, after.Findings)
	return p, nil
}

func (v Evaluation) tally() Tally {
	return Tally{Examined: v.Examined, Passing: v.Passing, Failing: int64(len(v.Findings)), Unknown: v.Unknown}
}

// compare sorts findings into what opens, closes, is re-keyed or altered. Those
// of one fingerprint are the same; of the others, those of one subject, in order.
func (p *Preview) compare(before, after []graphstore.Finding) {
	was := make(map[string]graphstore.Finding, len(before))
	for _, f := range before {
		was[f.Fingerprint] = f
	}
	var others []graphstore.Finding
	for _, now := range after {
		old, stood := was[now.Fingerprint]
		delete(was, now.Fingerprint)
		switch {
		case !stood:
			others = append(others, now)
		case words(old) != words(now):
			p.Alters = append(p.Alters, Alteration{now.Subject, words(old), words(now)})
		}
	}
	gone := map[string][]graphstore.Finding{}
	for _, f := range before {
		if _, left := was[f.Fingerprint]; left {
			gone[f.Subject] = append(gone[f.Subject], f)
		}
	}
	for _, now := range others {
		former := gone[now.Subject]
		if len(former) == 0 {
			p.Opens = append(p.Opens, now)
			continue
		}
		p.Rekeys = append(p.Rekeys, Rekey{now.Subject, former[0].Fingerprint, now.Fingerprint})
		delete(was, former[0].Fingerprint)
		gone[now.Subject] = former[1:]
	}
	for _, f := range before {
		if _, left := was[f.Fingerprint]; left {
			p.Closes = append(p.Closes, f)
		}
	}
}

func words(f graphstore.Finding) string {
	return fmt.Sprintf("%s, %s, %s: %s", f.Severity, f.Class, f.Duty, strings.Join(f.Reasons, ", "))
}
