package analytics

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

// CaseGraph is an empty graph that cases are loaded into; *graphstore.Store is one.
type CaseGraph interface {
	Graph
	ClearScratch(ctx context.Context) error
	Restrict(ctx context.Context, n graphstore.NewRestriction, a graphstore.Acting) (graphstore.Restriction, error)
	Import(ctx context.Context, f *cpl.File, kind cpl.Kind, o graphstore.ImportOptions) (*graphstore.ImportResult, error)
}

// CaseBench runs the cases of rules, each on an emptied scratch graph and
// through the importer that real files go through.
type CaseBench struct {
	Graph      CaseGraph
	Severities SeverityTable
	// Settings are those of every case but for what it replaces.
	Settings   Settings
	Vocabulary *cpl.Vocabulary
	// Dir is a directory for the files of cases.
	Dir string
	// Loaded, if set, is called when a case's data are in and the rule was asked.
	Loaded func(Rule, Case) error
}

// CaseSettings are the settings that a case is judged by, but for what it replaces.
func CaseSettings(v *cpl.Vocabulary) Settings {
	return Settings{
		InForceDate: "2025-01-01", HubPairs: v.Pairs(), StaleDays: 45, CertificateDays: 180,
		CertificateTypes: []string{"ESME", "GSME", "GPF", "CHF", "HCALCS"},
	}
}

// CaseResult is how a case came out: right if Differences is empty.
type CaseResult struct {
	Rule        string   `json:"rule"`
	Case        string   `json:"case"`
	Kind        string   `json:"kind"`
	OK          bool     `json:"ok"`
	Differences []string `json:"differences"`
}

// Run runs every case of the rule. An error means that the cases could not be
// run; a case that comes out otherwise than it says is a result.
func (b *CaseBench) Run(ctx context.Context, rule Rule) ([]CaseResult, error) {
	results := make([]CaseResult, 0, len(rule.Cases))
	for _, c := range rule.Cases {
		differences, err := b.runCase(ctx, rule, c)
		if err != nil {
			return results, fmt.Errorf("rule %s, case %q: %w", rule.ID, c.Name, err)
		}
		results = append(results, CaseResult{Rule: rule.ID, Case: c.Name, Kind: c.Kind, OK: len(differences) == 0, Differences: differences})
	}
	return results, nil
}

func (b *CaseBench) runCase(ctx context.Context, rule Rule, c Case) ([]string, error) {
	if err := b.Graph.ClearScratch(ctx); err != nil {
		return nil, fmt.Errorf("empty the graph: %w", err)
	}
	if c.Today == "" {
		c.Today = defaultCaseToday
	}
	for _, step := range c.Given {
		if err := b.take(ctx, c, step); err != nil {
			return nil, err
		}
	}
	settings, err := b.Settings.with(c.Settings)
	if err != nil {
		return nil, err
	}
	engine := &Engine{Graph: b.Graph, Severities: b.Severities, Settings: settings}
	said, err := engine.Evaluate(ctx, rule, c.Today)
	if err != nil {
		return nil, err
	}
	if b.Loaded != nil {
		if err := b.Loaded(rule, c); err != nil {
			return nil, err
		}
	}
	return c.Expect.differences(said), nil
}

// take does one step of what is given.
func (b *CaseBench) take(ctx context.Context, c Case, step CaseStep) error {
	switch {
	case step.Run != "":
		return b.fullRun(ctx)
	case step.Restrict != nil:
		r := step.Restrict
		_, err := b.Graph.Restrict(ctx, graphstore.NewRestriction{
			From: r.From, To: r.To, Reason: r.Reason, Reference: r.Reference, StartsOn: r.Start, EndsOn: r.End,
		}, graphstore.Acting{By: "a case", Today: c.Today})
		return err
	case step.DCC != "":
		return b.load(ctx, c, cpl.KindDCC, step.DCC, graphstore.ImportOptions{})
	case step.Applicability != "":
		return b.load(ctx, c, cpl.KindApplicability, step.Applicability, graphstore.ImportOptions{})
	case step.CPL != "":
		return b.load(ctx, c, cpl.KindCPL, step.CPL, graphstore.ImportOptions{Complete: step.Complete, AsOf: step.AsOf})
	}
	return b.load(ctx, c, cpl.KindInstalls, step.Installs, graphstore.ImportOptions{Partial: step.Partial})
}

func (b *CaseBench) load(ctx context.Context, c Case, kind cpl.Kind, text string, o graphstore.ImportOptions) error {
	path := filepath.Join(b.Dir, "case.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return err
	}
	f, err := cpl.Open(ctx, path, cpl.Reading{Kind: kind, Today: c.Today, TempDir: b.Dir, Vocabulary: b.Vocabulary})
	if err != nil {
		return fmt.Errorf("read the case's file: %w", err)
	}
	defer func() { _ = f.Close() }()
	o.Today, o.Vocabulary, o.Force = c.Today, b.Vocabulary, "a case loads what it says"
	_, err = b.Graph.Import(ctx, f, kind, o)
	return err
}

// fullRun records a full run that ended well, without the work of one.
func (b *CaseBench) fullRun(ctx context.Context) error {
	return b.Graph.WithLease(ctx, graphstore.LeaseWriter, "case of a rule", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		run, err := b.Graph.BeginRun(ctx, lease, graphstore.RunStart{Full: true, Trigger: "case", Zone: time.UTC})
		if err != nil {
			return err
		}
		return b.Graph.FinishRun(ctx, lease, run.ID, graphstore.RunOK, "")
	})
}

// differences are where what the rule says is not what is expected, in words.
func (x CaseExpectation) differences(said Evaluation) []string {
	out := []string{}
	if said.Examined != x.Examined {
		out = append(out, fmt.Sprintf("examined %d instead of %d", said.Examined, x.Examined))
	}
	found := map[string]CaseVerdict{}
	for _, f := range said.Findings {
		found[f.Subject] = CaseVerdict{f.Subject, f.Duty, f.Class, f.Reasons}
	}
	unknown := map[string]CaseVerdict{}
	for _, u := range said.Undecided {
		unknown[u.Subject] = CaseVerdict{Subject: u.Subject, Reasons: u.Reasons}
	}
	out = append(out, compareVerdicts("a finding about", x.Findings, found)...)
	return append(out, compareVerdicts("not knowing about", x.Unknown, unknown)...)
}

func compareVerdicts(what string, want []CaseVerdict, got map[string]CaseVerdict) []string {
	var out []string
	for _, w := range want {
		g, met := got[w.Subject]
		delete(got, w.Subject)
		switch {
		case !met:
			out = append(out, fmt.Sprintf("there is not %s %s", what, w.Subject))
		case !g.matches(w):
			out = append(out, fmt.Sprintf("%s %s: %s instead of %s", what, w.Subject, g, w))
		}
	}
	for _, subject := range slices.Sorted(maps.Keys(got)) {
		out = append(out, fmt.Sprintf("there is %s %s: %s", what, subject, got[subject]))
	}
	return out
}

func (v CaseVerdict) matches(want CaseVerdict) bool {
	return (want.Duty == "" || v.Duty == want.Duty) && (want.Class == "" || v.Class == want.Class) &&
		slices.Equal(slices.Sorted(slices.Values(v.Reasons)), slices.Sorted(slices.Values(want.Reasons)))
}

func (v CaseVerdict) String() string {
	return strings.TrimSpace(strings.Join(slices.DeleteFunc([]string{v.Duty, v.Class, strings.Join(v.Reasons, ", ")}, func(s string) bool { return s == "" }), " · "))
}

// with is the settings with some replaced, by their file keys.
func (s Settings) with(replaced map[string]string) (Settings, error) {
	for key, text := range replaced {
		var err error
		switch key {
		case settingInForce:
			s.InForceDate = ""
			if text != "" {
				s.InForceDate, err = cpl.ParseISODate(text)
			}
		case settingStale:
			s.StaleDays, err = strconv.Atoi(text)
		case settingCertDays:
			s.CertificateDays, err = strconv.Atoi(text)
		case settingCertType:
			s.CertificateTypes = strings.Split(text, ",")
		default:
			err = fmt.Errorf("a case cannot set it; it can set %s", strings.Join([]string{settingInForce, settingStale, settingCertDays, settingCertType}, ", "))
		}
		if err != nil {
			return s, fmt.Errorf("%s: %w", key, err)
		}
	}
	return s, nil
}
