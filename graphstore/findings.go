package graphstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"waymark/cpl"
)

var (
	listFindings     = statement("list_findings")
	countFindings    = statement("count_findings")
	countPlain       = statement("count_plain_findings")
	readFinding      = statement("read_finding")
	readTrail        = statement("read_trail")
	listConsequences = statement("list_consequences")
)

// The states of a finding (contract, section 4).
const (
	StateOpen         = "open"
	StateAcknowledged = "acknowledged"
	StateFixProposed  = "fix-proposed"
	StateWaived       = "waived"
	StateResolved     = "resolved"
)

// FindingStates are all states, UnresolvedStates those of findings that stand.
var (
	FindingStates    = []string{StateOpen, StateAcknowledged, StateFixProposed, StateWaived, StateResolved}
	UnresolvedStates = []string{StateOpen, StateAcknowledged, StateFixProposed, StateWaived}
)

// Finding is one rule broken by one subject, followed over time. To a
// manufacturer, what follows from installs is left blank or 0: it says nothing.
type Finding struct {
	// Fingerprint is the finding's identity: SHA-256 in hex over rule and identity values.
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	// Subject is the subject as text (contract, section 3); SubjectKind says of what kind.
	Subject     string `json:"subject"`
	SubjectKind string `json:"subjectKind"`
	State       string `json:"state"`
	// Severity is critical, high, medium, low or info; Class enforced or advisory;
	// Duty breach, gap, unknown or advice.
	Severity string   `json:"severity"`
	Class    string   `json:"class"`
	Duty     string   `json:"duty"`
	Reasons  []string `json:"reasons"`

	ManufacturerID string `json:"manufacturerId"`
	Supplier       string `json:"supplier"`
	ModelKey       string `json:"modelKey"`
	// Installs is how many devices the finding affects, by the run that last saw it.
	Installs int64 `json:"installs"`

	FirstSeen  time.Time  `json:"firstSeen"`
	LastSeen   time.Time  `json:"lastSeen"`
	ResolvedAt *time.Time `json:"resolvedAt,omitempty"`
	// ResolvedWhy is one of the ResolvedWhys; the trail says it in a sentence.
	ResolvedWhy string `json:"resolvedWhy,omitempty"`

	// Revision grows with every change of state. A person's change says on which
	// revision it was made.
	Revision int64 `json:"revision"`
	// Owner is who has to act: manufacturer, supplier, operator or dcc; Party is
	// the organisation, as far as it is known.
	Owner string `json:"owner"`
	Party *Party `json:"party,omitempty"`
	// DueOn is by when, counted in working days from OpenedOn, the day on which
	// the finding was last opened; absent where nothing is due. DueNote says what
	// the date does not take into account.
	OpenedOn cpl.Date `json:"openedOn,omitempty"`
	DueOn    cpl.Date `json:"dueOn,omitempty"`
	DueNote  string   `json:"dueNote,omitempty"`
	// Overdue says that the due date is past and the finding neither resolved nor waived.
	Overdue bool `json:"overdue"`
	// Baseline says that the finding is one of those that stood when the baseline
	// was taken, and has stood ever since.
	Baseline bool   `json:"baseline"`
	Maturity string `json:"maturity"`
	// Audience is for whom the rule is kept, where it is not for everybody: other
	// readers are told of the finding only when they ask for the rule by name.
	Audience string `json:"audience,omitempty"`
	// WaiverID is the waiver under which it is waived; a consequence that is waived
	// since all its causes are has none.
	WaiverID string `json:"waiverId,omitempty"`
	// ToldState is what its manufacturer is told in place of State, where they
	// differ: it opened since more devices are affected than its waiver allowed
	// for, and a manufacturer is told of that when the waiver would have lapsed.
	ToldState string `json:"toldState,omitempty"`
	// Untold is how many of its changes of state its manufacturer was not told of.
	Untold int64 `json:"-"`

	// Causes are alternatives: mending one may be enough. A list tells the first
	// of CausesTotal; the primary cause comes first.
	PrimaryCause *Cause  `json:"primaryCause,omitempty"`
	Causes       []Cause `json:"causes"`
	CausesTotal  int64   `json:"causesTotal"`
	// Consequence says that one of the causes is itself a standing finding, so
	// that a headline need not count this one again.
	Consequence bool `json:"consequence"`
	// Consequences is how many standing findings this one causes.
	Consequences int64 `json:"consequences"`

	// Evidence is a JSON object; its members depend on the rule.
	Evidence json.RawMessage `json:"evidence"`

	// ByInstalls is one of the ByInstalls words, and ToldEvidence what of the
	// evidence a manufacturer may see. Both are written with the finding and not
	// read back: queries go by them.
	ByInstalls   string          `json:"-"`
	ToldEvidence json.RawMessage `json:"-"`
}

// What of a finding follows from what devices run: nothing, its reasons, or that
// there is one at all. A manufacturer sees those of the first two alone, without
// such reasons.
const (
	ByInstallsNothing = "nothing"
	ByInstallsReasons = "reasons"
	ByInstallsAll     = "all"
)

// Told tells whether its manufacturer is told of a finding about installs of a
// supplier, or of none if that is blank, that follows from installs as one of the
// ByInstalls words says.
func Told(supplier, byInstalls string) bool {
	return supplier == "" && (byInstalls == ByInstallsNothing || byInstalls == ByInstallsReasons)
}

// toldTo is the manufacturer that is told of the finding, if one is. It is kept
// with the finding, and queries go by it.
func (f Finding) toldTo() string {
	if Told(f.Supplier, f.ByInstalls) {
		return f.ManufacturerID
	}
	return ""
}

// FindingEvent is one entry of a finding's trail.
type FindingEvent struct {
	At time.Time `json:"at"`
	// Kind is opened, reopened, resolved, state, comment, waived, unwaived, or told:
	// a manufacturer learns of what was withheld from it.
	Kind  string `json:"kind"`
	RunID string `json:"runId"`
	By    string `json:"by"`
	// From and To are the states before and after; both blank for a comment.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	Why  string `json:"why"`
	// Code is one of the ResolvedWhys where the finding was resolved.
	Code string `json:"code,omitempty"`
}

// Cause is what a finding follows from: another finding, known or not, or a
// recorded delisting or restriction.
type Cause struct {
	// Rule is a rule's id, "delisting" or "restriction"; Subject what it is about.
	Rule    string `json:"rule"`
	Subject string `json:"subject"`
	// Fingerprint and State are those of the finding, if there is one.
	Fingerprint string `json:"fingerprint,omitempty"`
	State       string `json:"state,omitempty"`
	// Consequences is how many standing findings follow from it.
	Consequences int64 `json:"consequences"`
	// Key identifies the cause: the fingerprint that its finding has or would have.
	Key string `json:"-"`
}

// Consequence is a finding that another one causes.
type Consequence struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Subject     string `json:"subject"`
	State       string `json:"state"`
}

// FindingDetail is a finding with its trail, oldest first, and the first of the
// standing findings that it causes, of Consequences in all.
type FindingDetail struct {
	Finding      Finding        `json:"finding"`
	Trail        []FindingEvent `json:"trail"`
	Consequences []Consequence  `json:"consequences"`
}

// FindingFilter selects findings; empty members let everything pass.
type FindingFilter struct {
	Rule         string
	States       []string
	Manufacturer string
	Supplier     string
	FindingMarks
}

// FindingPage is where a page of findings ended; the zero value starts at the
// beginning, by rule. Key is what comes before rule, subject and fingerprint in
// the order of Sort, as [FindingSort.Key] gives it.
type FindingPage struct {
	Sort                            FindingSort
	Key, Rule, Subject, Fingerprint string
}

// Findings lists at most limit findings after the given place, in its order, and
// how many match in all.
func (s *Store) Findings(ctx context.Context, scope Scope, f FindingFilter, after FindingPage, limit int) ([]Finding, int64, error) {
	count := countFindings
	if f.plain(scope) {
		count = countPlain
	}
	counted, err := s.read(ctx, scope, count, f.beginning(scope))
	if err != nil {
		return nil, 0, err
	}
	found, err := s.findingPage(ctx, scope, f, after, limit)
	return found, counted[0].number("total"), err
}

func (s *Store) findingPage(ctx context.Context, scope Scope, f FindingFilter, after FindingPage, limit int) ([]Finding, error) {
	params := f.beginning(scope)
	if f.plain(scope) {
		params["plain"] = plainOrder(after.Sort)
	}
	params["sort"], params["afterKey"] = string(after.Sort), after.Key
	params["afterRule"], params["afterSubject"], params["afterFingerprint"], params["limit"] = after.Rule, after.Subject, after.Fingerprint, limit
	params["causes"] = listedCauses
	rows, err := s.read(ctx, scope, listFindings, params)
	if err != nil {
		return nil, err
	}
	out := make([]Finding, 0, len(rows))
	for _, r := range rows {
		out = append(out, toFinding(r))
	}
	return out, nil
}

// AllFindings lists every finding that matches, in the order of Findings.
func (s *Store) AllFindings(ctx context.Context, scope Scope, f FindingFilter) ([]Finding, error) {
	const page = 5000
	var all []Finding
	var after FindingPage
	for {
		got, err := s.findingPage(ctx, scope, f, after, page)
		if err != nil {
			return nil, err
		}
		all = append(all, got...)
		if len(got) < page {
			return all, nil
		}
		last := got[len(got)-1]
		after = FindingPage{Rule: last.Rule, Subject: last.Subject, Fingerprint: last.Fingerprint}
	}
}

// Finding returns one finding and its trail, oldest first; ErrNotFound if there is none in scope.
func (s *Store) Finding(ctx context.Context, scope Scope, fingerprint string) (Finding, []FindingEvent, error) {
	detail, err := s.FindingDetail(ctx, scope, fingerprint)
	return detail.Finding, detail.Trail, err
}

// FindingDetail returns everything known about one finding; ErrNotFound if there is none in scope.
func (s *Store) FindingDetail(ctx context.Context, scope Scope, fingerprint string) (FindingDetail, error) {
	params := map[string]any{"fingerprint": fingerprint, "limit": listedConsequences}
	rows, err := s.read(ctx, scope, readFinding, params)
	if err != nil {
		return FindingDetail{}, err
	}
	if len(rows) == 0 {
		return FindingDetail{}, fmt.Errorf("finding %s: %w", fingerprint, ErrNotFound)
	}
	out := FindingDetail{Finding: toFinding(rows[0]), Trail: []FindingEvent{}, Consequences: []Consequence{}}
	events, err := s.read(ctx, scope, readTrail, params)
	if err != nil {
		return FindingDetail{}, err
	}
	for _, e := range events {
		r := asRow(e.value("event"))
		out.Trail = append(out.Trail, FindingEvent{
			At: r.moment("at"), Kind: r.text("kind"), RunID: r.text("runId"), By: r.text("by"), From: r.text("from"), To: r.text("to"),
			Why: r.text("why"), Code: r.text("code"),
		})
	}
	caused, err := s.read(ctx, scope, listConsequences, params)
	for _, r := range caused {
		out.Consequences = append(out.Consequences, Consequence{r.text("fingerprint"), r.text("rule"), r.text("subject"), r.text("state")})
	}
	return out, err
}

func (f FindingFilter) params() map[string]any {
	states := f.States
	if states == nil {
		states = []string{}
	}
	return f.onto(map[string]any{"rule": f.Rule, "states": states, "manufacturer": f.Manufacturer, "supplier": f.Supplier})
}

// plain tells whether it asks for everything that a reader who sees everything is
// told of unasked, by state at most.
func (f FindingFilter) plain(scope Scope) bool {
	return scope.everything && f.Rule == "" && f.Manufacturer == "" && f.Supplier == "" && f.FindingMarks == FindingMarks{}
}

// plainOrder is in which order of an index a plain list is read; blank where none has it.
func plainOrder(by FindingSort) string {
	switch by {
	case SortRule:
		return "rule"
	case SortSeverity:
		return "severity"
	case SortInstalls, SortDueOn, SortLastSeen:
	}
	return ""
}

// beginning is params and where the search begins: at what leaves the fewest, of
// what is asked for and of the scope.
func (f FindingFilter) beginning(scope Scope) map[string]any {
	params := f.params()
	params["plain"] = ""
	for _, start := range []string{"atModels", "atManufacturers", "atSuppliers", "atRules"} {
		params[start] = []string{}
	}
	switch {
	case f.Model != "":
		params["atModels"] = []string{f.Model}
	case f.Manufacturer != "":
		params["atManufacturers"] = []string{f.Manufacturer}
	case scope.Manufacturer():
		params["atManufacturers"] = scope.ManufacturerIDs()
	case scope.supplier != "":
		params["atSuppliers"] = []string{scope.supplier}
	case f.Supplier != "":
		params["atSuppliers"] = []string{f.Supplier}
	case f.Rule != "":
		params["atRules"] = []string{f.Rule}
	}
	return params
}

func toFinding(of row) Finding {
	r := asRow(of.value("finding"))
	f := Finding{
		Fingerprint: r.text("fingerprint"), Rule: r.text("rule"), Subject: r.text("subject"), SubjectKind: r.text("subjectKind"),
		State: r.text("state"), Severity: r.text("severity"), Class: r.text("class"), Duty: r.text("duty"), Reasons: r.texts("reasons"),
		ManufacturerID: r.text("manufacturerId"), Supplier: r.text("supplier"), ModelKey: r.text("modelKey"), Installs: r.number("installs"),
		FirstSeen: r.moment("firstSeen"), LastSeen: r.moment("lastSeen"), Evidence: json.RawMessage(r.text("evidence")),
		ResolvedWhy: r.text("resolvedWhy"), Revision: r.number("revision"), Owner: r.text("owner"), Party: toParty(of.value("party")),
		OpenedOn: r.date("openedOn"), DueOn: r.date("dueOn"), DueNote: r.text("dueNote"), Overdue: of.truth("overdue"),
		Baseline: r.truth("baseline"), Maturity: r.text("maturity"), Audience: r.text("audience"), WaiverID: r.text("waiver"), Untold: r.number("untold"), Causes: toCauses(of.value("causes")),
		CausesTotal: of.number("causesTotal"), Consequence: of.truth("consequence"), Consequences: of.number("consequences"),
	}
	if r.text("toldWaiver") != "" {
		f.ToldState = StateWaived
	}
	if len(f.Causes) > 0 {
		f.PrimaryCause = &f.Causes[0]
	}
	if at := r.moment("resolvedAt"); !at.IsZero() {
		f.ResolvedAt = &at
	}
	return f
}
