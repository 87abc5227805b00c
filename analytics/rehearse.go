package analytics

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

// beforeSessions is in how many sessions what is committed is asked while the
// change is written: more only wait for one another on a small machine.
const beforeSessions = 2

// Rehearsals is what lint and what-if need of the store; *graphstore.Store is one.
type Rehearsals interface {
	ReadTogether(ctx context.Context, limit time.Duration, work func(context.Context, *graphstore.Reading) error) error
	Rehearse(ctx context.Context, scope graphstore.Scope, wait graphstore.Wait, work func(context.Context, *graphstore.Rehearsal) error) error
	Pathways(ctx context.Context, scope graphstore.Scope, models []string) ([]graphstore.Pathways, error)
	RecordEntries(ctx context.Context, scope graphstore.Scope, ids []string) ([]graphstore.Version, error)
}

// Querier runs rule queries: on what is committed, or in a rehearsal.
type Querier interface {
	Query(ctx context.Context, scope graphstore.Scope, q graphstore.Query) ([]graphstore.Record, error)
}

// Difference is what a rehearsed change would do, beside the change itself.
type Difference struct {
	// Opens are findings that there would be, Closes those that would be gone.
	Opens  []RehearsedFinding `json:"opens"`
	Closes []RehearsedFinding `json:"closes"`
	// Installs are the suppliers with devices of the models concerned.
	Installs []InstallsChange `json:"installs"`
	// Longer are the versions in service from which the newest is further away, or
	// out of reach.
	Longer []LongerPathway `json:"longer"`
	// RulesLeftOut are live rules that a rehearsal cannot ask: they look at the
	// whole graph.
	RulesLeftOut []string `json:"rulesLeftOut"`
	// RulesFailed are rules of the user's own that failed here; the others were asked.
	RulesFailed []RuleFault `json:"rulesFailed"`
}

// RehearsedFinding is a finding with its rule's words.
type RehearsedFinding struct {
	graphstore.Finding
	// FirstSeen and LastSeen are absent of a finding that no run has seen.
	FirstSeen *time.Time `json:"firstSeen,omitempty"`
	LastSeen  *time.Time `json:"lastSeen,omitempty"`
	// Title says what is wrong in a layman's words.
	Title string `json:"title"`
	// Addressee is who is asked to act.
	Addressee string `json:"addressee"`
	// Words say of each reason what is wrong, who can act and what to do.
	Words []ReasonWords `json:"words"`
	// Lines are the rows of the file that it is about; none of a what-if.
	Lines []int64 `json:"lines,omitempty"`
}

// ReasonWords is one reason of a finding in the words of its rule.
type ReasonWords struct {
	Reason    string `json:"reason"`
	Says      string `json:"says"`
	WhoCanAct string `json:"whoCanAct"`
	Fix       string `json:"fix"`
}

// InstallsChange is one supplier's devices of the models that a change concerns.
type InstallsChange struct {
	Supplier string `json:"supplier"`
	// Devices are all of them; a change of the list does not change how many.
	Devices int64         `json:"devices"`
	Before  InstallsState `json:"before"`
	After   InstallsState `json:"after"`
}

// InstallsState says how many devices run what is not listed, or what leads to no newest firmware.
type InstallsState struct {
	Orphaned int64 `json:"orphaned"`
	Stranded int64 `json:"stranded"`
}

// verdict is what the rules say of a scope, by fingerprint.
type verdict struct {
	findings  map[string]graphstore.Finding
	undecided map[string]bool
}

// EvaluateWithin asks one rule about a part of the graph: what fails there and
// what it cannot decide. It counts no population.
func (e *Engine) EvaluateWithin(ctx context.Context, q Querier, rule Rule, today cpl.Date, scope RuleScope) (Evaluation, error) {
	params := rule.bind(e.Settings, today)
	scope.confine(params)
	rows, err := q.Query(ctx, graphstore.Everything, graphstore.Query{Name: rule.ID, Text: rule.Query, Params: params, Timeout: rule.Timeout})
	if err != nil {
		return Evaluation{}, fmt.Errorf("rule %s: %w", rule.ID, err)
	}
	out, err := e.judge(rule, rows)
	if err != nil {
		return Evaluation{}, fmt.Errorf("rule %s: %w", rule.ID, err)
	}
	return out, nil
}

func (v *verdict) add(e Evaluation) {
	for _, f := range e.Findings {
		v.findings[f.Fingerprint] = f
	}
	for _, u := range e.Undecided {
		v.undecided[u.Fingerprint] = true
	}
}

func newVerdict() *verdict {
	return &verdict{findings: map[string]graphstore.Finding{}, undecided: map[string]bool{}}
}

// ask asks rules of a transaction, which answers one question at a time: many in
// one, where they can be.
func (e *Engine) ask(ctx context.Context, q Querier, rules []Rule, today cpl.Date, scope RuleScope) (*verdict, error) {
	out := newVerdict()
	together, alone := e.bundles(rules, today, scope)
	for _, b := range together {
		if err := e.askBundle(ctx, q, b, out); err != nil {
			return nil, err
		}
	}
	for _, rule := range alone {
		evaluation, err := e.EvaluateWithin(ctx, q, rule, today, scope)
		if err != nil {
			return nil, ownFault(ctx, rule, err)
		}
		out.add(evaluation)
	}
	return out, nil
}

// askAtOnce asks rules about what is committed, in several sessions that share them out.
func (e *Engine) askAtOnce(ctx context.Context, store Rehearsals, rules []Rule, today cpl.Date, scope RuleScope) (*verdict, error) {
	verdicts, errs := make([]*verdict, beforeSessions), make([]error, beforeSessions)
	var asking sync.WaitGroup
	for i := range beforeSessions {
		var mine []Rule
		limit := time.Duration(0)
		for at := i; at < len(rules); at += beforeSessions {
			mine = append(mine, rules[at])
			limit += rules[at].Timeout
		}
		asking.Go(func() {
			errs[i] = store.ReadTogether(ctx, limit, func(ctx context.Context, r *graphstore.Reading) (err error) {
				verdicts[i], err = e.ask(ctx, r, mine, today, scope)
				return err
			})
		})
	}
	asking.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	out := newVerdict()
	for _, v := range verdicts {
		maps.Copy(out.findings, v.findings)
		maps.Copy(out.undecided, v.undecided)
	}
	return out, nil
}

// rehearsed is what a change was found to do, before and after.
type rehearsed struct {
	reader                        graphstore.Scope
	before, after                 *verdict
	pathwaysBefore, pathwaysAfter []graphstore.Pathways
	devices                       map[string]int64
	stored                        map[string]graphstore.Finding
}

// rehearse applies the change that r has read and compares what the rules say.
// What is committed is asked in other sessions meanwhile: nobody else writes.
// Rules that were found faulty are not asked.
func (e *Engine) rehearse(ctx context.Context, store Rehearsals, scope graphstore.Scope, r *graphstore.Rehearsal, today cpl.Date, faulty []RuleFault) (*Difference, error) {
	touched, err := r.Touched(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	rules, leftOut := e.rulesFor(scope, faulty)
	part := RuleScope{Models: touched.Models, Entries: touched.Entries}
	found := rehearsed{reader: scope}
	var failed error
	var asking sync.WaitGroup
	asked := ctx
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	asking.Go(func() {
		found.before, failed = e.askAtOnce(ctx, store, rules, today, part)
		if failed == nil {
			found.pathwaysBefore, failed = store.Pathways(ctx, scope, touched.Derived)
		}
	})
	err = e.tryOut(ctx, r, &found, rules, today, touched)
	if err != nil {
		stop()
	}
	asking.Wait()
	if err != nil {
		// What was asked meanwhile was cut off, and says nothing more. The driver
		// does not say that its caller gave up in a way that can be told.
		return nil, errors.Join(err, context.Cause(asked))
	}
	if failed != nil {
		return nil, failed
	}
	if found.stored, err = r.StoredFindings(ctx, graphstore.Everything, found.doubtful()); err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	difference := e.difference(&found, leftOut)
	difference.RulesFailed = toldFaults(scope, faulty)
	return difference, nil
}

// tryOut writes the change and asks what the rules say of it.
func (e *Engine) tryOut(ctx context.Context, r *graphstore.Rehearsal, found *rehearsed, rules []Rule, today cpl.Date, touched graphstore.Touched) (err error) {
	if err := r.Apply(ctx); err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if found.after, err = e.ask(ctx, r, rules, today, RuleScope{Models: touched.Models, Entries: touched.Entries}); err != nil {
		return err
	}
	if found.pathwaysAfter, err = r.Pathways(ctx, found.reader, touched.Derived); err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if found.reader.Manufacturer() {
		return nil
	}
	found.devices, err = r.SupplierDevices(ctx, graphstore.Everything, touched.Models)
	return err //nolint:wrapcheck // worded by graphstore
}

// doubtful are the fingerprints of which the stored finding matters: those that
// seem to open or close, and those that could not be decided before.
func (f *rehearsed) doubtful() []string {
	var out []string
	for fingerprint := range f.after.findings {
		if _, stood := f.before.findings[fingerprint]; !stood {
			out = append(out, fingerprint)
		}
	}
	for fingerprint := range f.before.findings {
		if _, stands := f.after.findings[fingerprint]; !stands {
			out = append(out, fingerprint)
		}
	}
	for fingerprint := range f.before.undecided {
		if !f.after.undecided[fingerprint] {
			out = append(out, fingerprint)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// stands tells whether a finding stood before the change: the rules say so, or
// they did not know and one that was kept stands meanwhile.
func (f *rehearsed) stands(fingerprint string) bool {
	if _, found := f.before.findings[fingerprint]; found {
		return true
	}
	kept, ok := f.stored[fingerprint]
	return ok && f.before.undecided[fingerprint] && kept.State != graphstore.StateResolved
}

func (e *Engine) difference(f *rehearsed, leftOut []string) *Difference {
	d := &Difference{
		Opens: []RehearsedFinding{}, Closes: []RehearsedFinding{}, RulesLeftOut: leftOut,
		Installs: installsChange(f), Longer: longerPathways(f.pathwaysBefore, f.pathwaysAfter, f.reader.Manufacturer()),
	}
	for fingerprint, finding := range f.after.findings {
		if !f.stands(fingerprint) {
			d.Opens = append(d.Opens, e.inWords(finding))
		}
	}
	for _, fingerprint := range f.doubtful() {
		_, still := f.after.findings[fingerprint]
		if still || f.after.undecided[fingerprint] || !f.stands(fingerprint) {
			continue
		}
		finding := f.before.findings[fingerprint]
		if kept, ok := f.stored[fingerprint]; ok && (kept.State != graphstore.StateResolved || finding.Fingerprint == "") {
			finding = kept
		}
		d.Closes = append(d.Closes, e.inWords(finding))
	}
	d.Opens, d.Closes = e.toldTo(f.reader, d.Opens, f.after.findings), e.toldTo(f.reader, d.Closes, f.before.findings)
	slices.SortFunc(d.Opens, byRuleAndSubject)
	slices.SortFunc(d.Closes, byRuleAndSubject)
	return d
}

func byRuleAndSubject(a, b RehearsedFinding) int {
	if a.Rule != b.Rule {
		return cmpText(a.Rule, b.Rule)
	}
	return cmpText(a.Subject, b.Subject)
}

// inWords adds what the finding's rule says of it.
func (e *Engine) inWords(f graphstore.Finding) RehearsedFinding {
	out := RehearsedFinding{Finding: f, Words: []ReasonWords{}}
	if !f.FirstSeen.IsZero() {
		out.FirstSeen, out.LastSeen = &f.FirstSeen, &f.LastSeen
	}
	rule, ok := e.Registry.Rule(f.Rule)
	if !ok {
		return out
	}
	out.Title, out.Addressee = rule.Title, rule.Addressee
	for _, code := range f.Reasons {
		reason := rule.Reasons[code]
		out.Words = append(out.Words, ReasonWords{Reason: code, Says: reason.Says, WhoCanAct: reason.Actor, Fix: reason.Fix})
	}
	return out
}

func installsChange(f *rehearsed) []InstallsChange {
	bySupplier := map[string]*InstallsChange{}
	of := func(supplier string) *InstallsChange {
		if bySupplier[supplier] == nil {
			bySupplier[supplier] = &InstallsChange{Supplier: supplier}
		}
		return bySupplier[supplier]
	}
	for supplier, devices := range f.devices {
		of(supplier).Devices = devices
	}
	count := func(v *verdict, state func(*InstallsChange) *InstallsState) {
		for _, finding := range v.findings {
			switch finding.Rule {
			case "install-orphaned":
				state(of(finding.Supplier)).Orphaned += finding.Installs
			case "install-stranded":
				state(of(finding.Supplier)).Stranded += finding.Installs
			}
		}
	}
	count(f.before, func(c *InstallsChange) *InstallsState { return &c.Before })
	count(f.after, func(c *InstallsChange) *InstallsState { return &c.After })
	out := make([]InstallsChange, 0, len(bySupplier))
	for _, c := range bySupplier {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b InstallsChange) int { return cmpText(a.Supplier, b.Supplier) })
	return out
}
