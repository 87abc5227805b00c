package reports

import "time"

// RuleText is what a rule says of itself, in words for people.
type RuleText struct {
	ID      string `json:"rule"`
	Version string `json:"version"`
	// Title is for a layman; Why says what harm the condition does; Basis is
	// the legal or other ground; Addressee is who can act (manufacturer,
	// supplier, operator, dcc); Fix says how the condition is ended.
	Title     string `json:"title"`
	Why       string `json:"why"`
	Basis     string `json:"basis"`
	Addressee string `json:"addressee"`
	// Audience is for whom the rule is kept, if not for everybody.
	Audience string `json:"audience,omitempty"`
	Fix      string `json:"fix"`
	// Reasons are the words for its reason codes.
	Reasons []ReasonText `json:"reasons"`
	// Unknowns are the words for why it could not decide.
	Unknowns []UnknownText `json:"unknowns,omitempty"`
}

// UnknownText is in words why a rule could not decide.
type UnknownText struct {
	Reason string `json:"reason"`
	Says   string `json:"says"`
}

// unknown returns the words for a code, the code itself when the rule has none.
func (t RuleText) unknown(code string) string {
	for _, u := range t.Unknowns {
		if u.Reason == code {
			return u.Says
		}
	}
	return code
}

// ReasonText is a reason code of a rule in words: what it says, which role can
// act on it, and how.
type ReasonText struct {
	Reason string `json:"reason"`
	Says   string `json:"says"`
	Actor  string `json:"actor"`
	Fix    string `json:"fix"`
}

// reason returns the words for a code, without any when the rule has none.
func (t RuleText) reason(code string) ReasonText {
	for _, r := range t.Reasons {
		if r.Reason == code {
			return r
		}
	}
	return ReasonText{Reason: code}
}

// Rule is one rule with what it came to in the run. Examined is the sum of
// those that pass, Failing and Unknown.
type Rule struct {
	RuleText
	// Status is ok, or failed when the rule could not be carried out; then it
	// decided nothing, and Error says why.
	Status   string `json:"status"`
	Error    string `json:"error"`
	Examined int64  `json:"examined"`
	Failing  int64  `json:"failing"`
	Unknown  int64  `json:"unknown"`
	// Findings counts the findings of the rule in this report, and New,
	// Reopened and Resolved those that changed since the previous full run.
	Findings int `json:"findings"`
	New      int `json:"new"`
	Reopened int `json:"reopened"`
	Resolved int `json:"resolved"`
	// Unconfirmed counts older findings that a failed rule could not confirm.
	Unconfirmed int64 `json:"unconfirmed"`
	// Lacks says in words what is not loaded, where the rule therefore examined nothing.
	Lacks string `json:"lacks,omitempty"`
	// Devices is at least how many devices the rule's findings touch.
	Devices int64 `json:"devices"`
	Took    int64 `json:"tookMs"`
}

// Passing is the number of subjects that the rule found in order.
func (r Rule) Passing() int64 { return r.Examined - r.Failing - r.Unknown }

// Figures are the findings of one party, each counted once in each figure.
type Figures struct {
	Findings   int     `json:"findings"`
	Enforced   int     `json:"enforced"`
	New        int     `json:"new"`
	Reopened   int     `json:"reopened"`
	Resolved   int     `json:"resolved"`
	BySeverity []Tally `json:"bySeverity"`
	ByRule     []Tally `json:"byRule"`
	// Devices is at least how many devices these findings touch.
	Devices int64 `json:"devices"`
}

// Manufacturer is the findings about the device models of one manufacturer,
// whoever has to act on them. ID is blank for findings that name none.
type Manufacturer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Figures
	// What its listed versions declare: List, None (N/A), NotStated and
	// Invalid add up to Listed.
	Models    int64 `json:"models"`
	Listed    int64 `json:"listed"`
	List      int64 `json:"list"`
	None      int64 `json:"none"`
	NotStated int64 `json:"notStated"`
	Invalid   int64 `json:"invalid"`
}

// Supplier is the findings about the installs of one supplier.
type Supplier struct {
	Name string `json:"name"`
	Figures
	// Operates is the number of devices in its current returns.
	Operates int64 `json:"operates"`
}

// Withheld is what a manufacturer is told of a finding in place of its members of
// the same names.
type Withheld struct {
	State    string `json:"state"`
	Change   string `json:"change"`
	OpenedOn string `json:"openedOn"`
}

// Finding is one rule broken by one subject, as the run saw it.
type Finding struct {
	// Fingerprint identifies the finding over time.
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	// Subject is what it is about, as text, and SubjectKind what that is.
	Subject     string `json:"subject"`
	SubjectKind string `json:"subjectKind"`
	// State is open, acknowledged, fix-proposed or waived; Severity critical,
	// high, medium, low or info; Class enforced or advisory; Duty breach, gap,
	// unknown or advice.
	State    string   `json:"state"`
	Severity string   `json:"severity"`
	Class    string   `json:"class"`
	Duty     string   `json:"duty"`
	Reasons  []string `json:"reasons"`
	// Baseline says that the finding has stood since the baseline of
	// best-endeavours findings was taken, Consequence that it follows from another
	// finding that stands.
	Baseline    bool `json:"baseline"`
	Consequence bool `json:"consequence"`
	// Change is new or reopened since the previous full run, else blank.
	Change string `json:"change"`
	// Withheld is what its manufacturer is told instead, where it opened again
	// since more devices are affected; absent where it is told the same.
	Withheld         *Withheld `json:"withheld,omitempty"`
	ManufacturerID   string    `json:"manufacturerId"`
	ManufacturerName string    `json:"manufacturerName"`
	Supplier         string    `json:"supplier"`
	ModelKey         string    `json:"modelKey"`
	Model            string    `json:"model"`
	Firmware         string    `json:"firmware"`
	FirstSeen        time.Time `json:"firstSeen"`
	LastSeen         time.Time `json:"lastSeen"`
	// Installs is the number of devices affected.
	Installs int64 `json:"installs"`
	// ByInstalls is what of it follows from what devices run: nothing, reasons or
	// all; see graphstore.
	ByInstalls string `json:"byInstalls,omitempty"`
	// Owner is who has to act (manufacturer, supplier, operator or dcc), and Party
	// the organisation, blank while no party is known for it. DueOn is by when,
	// counted from OpenedOn (YYYY-MM-DD, blank where nothing is due); Overdue says
	// that on the day of the run it was past and nobody had waived the finding.
	Owner    string `json:"owner"`
	Party    string `json:"party"`
	OpenedOn string `json:"openedOn"`
	DueOn    string `json:"dueOn"`
	Overdue  bool   `json:"overdue"`
	// What says in plain English what is wrong, Fix what to do about it, and
	// WhoActs who can do it.
	What    string `json:"what"`
	Fix     string `json:"fix"`
	WhoActs string `json:"whoActs"`
	// Breaks are the places where declared chains break, for rules that name them.
	Breaks []Break `json:"breaks"`
	// Evidence is what the rule recorded, as it recorded it.
	Evidence map[string]any `json:"evidence"`
}

// Break is one place where the declared chains break, and who can mend it. At
// is the CPL Entry ID (or the tuple) whose data are at fault, From what it
// cites, Members the versions of a loop.
type Break struct {
	Reason  string   `json:"reason"`
	At      string   `json:"at"`
	From    string   `json:"from"`
	Members []string `json:"members"`
	Duty    string   `json:"duty"`
	Says    string   `json:"says"`
	WhoActs string   `json:"whoActs"`
	Fix     string   `json:"fix"`
	// Reference is what a restriction rests on, and Until its last day
	// (YYYY-MM-DD), blank while none is set.
	Reference string `json:"reference,omitempty"`
	Until     string `json:"until,omitempty"`
}

// Method says how the figures came about.
type Method struct {
	// Counting says how findings and devices are counted.
	Counting []string `json:"counting"`
	// NotKnown says what the data could not decide.
	NotKnown []string `json:"notKnown"`
	// Settings are the settings that the rules were given, by name.
	Settings []Setting `json:"settings"`
}

// Setting is the name and value of a setting, the value "not set" if it has none.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
