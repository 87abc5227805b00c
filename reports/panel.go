package reports

import "time"

// PanelSchema names the shape of [Panel] as JSON. It changes when a member is
// renamed, dropped or given another meaning, not when one is added.
const PanelSchema = "waymark.panel/1"

// KindPanel is the kind under which the Panel report of a run is frozen.
const KindPanel = "panel"

// Panel is the report to the SEC Panel about one full run of the rules: all
// that its renderings show, and nothing that depends on when it is rendered.
// Lists are in the order in which they are shown and are never null.
type Panel struct {
	// Schema is PanelSchema.
	Schema string `json:"schema"`
	// Marking is how the report is classified and to be handled.
	Marking Marking `json:"marking"`
	// Run is the run that the report is about.
	Run Run `json:"run"`
	// Synthetic says that the estate calls itself synthetic.
	Synthetic bool `json:"synthetic"`
	// Notes are things to know before reading on: synthetic data, a partial
	// run, a rule that failed, stale data.
	Notes []string `json:"notes"`
	// Data is what the run could know: the list and the install returns.
	Data Data `json:"data"`
	// Headline holds the figures of the whole report.
	Headline Headline `json:"headline"`
	// Decisions are the questions that the findings put to the Panel, most urgent first.
	Decisions []Decision `json:"decisions"`
	// Changes is what differs from the previous full run.
	Changes Changes `json:"changes"`
	// Waivers are those that stand, soonest end first, then those that ended since
	// the changes are measured, newest end first.
	Waivers []Waiver `json:"waivers"`
	// Trend is what the newest full runs saw, oldest first; this run is the last point.
	Trend []TrendPoint `json:"trend"`
	// Rules are the rules that the run checked, most findings first.
	Rules []Rule `json:"rules"`
	// Manufacturers are all manufacturers that the list or a finding names,
	// most devices affected first. Each finding counts under one of them.
	Manufacturers []Manufacturer `json:"manufacturers"`
	// Suppliers are all suppliers that a return or a finding names, most
	// devices affected first. Only findings about installs count under them.
	Suppliers []Supplier `json:"suppliers"`
	// Pictures are the pathways of the device models that are worst off.
	Pictures []Picture `json:"pictures"`
	// Method says how the figures came about and what is not known.
	Method Method `json:"method"`
	// Findings are all findings that the run saw: worst severity first, then
	// most devices affected, then by rule and subject.
	Findings []Finding `json:"findings"`

	// Held are the findings that the run could not decide, so that they stand as they
	// were, in the order of Findings and without words. They are no part of the
	// report, and are absent where nobody asked for them.
	Held []Finding `json:"-"`
	// Told is what manufacturers are told beside; it is no part of the report, and
	// nil where nobody asked for it.
	Told *Told `json:"-"`
}

// Marking is a classification label and the handling text that goes with it.
// Both are data: the labels of the Panel Information Policy are not public.
type Marking struct {
	Label    string `json:"label"`
	Handling string `json:"handling"`
}

// Run identifies a run. Times are UTC.
type Run struct {
	ID     string `json:"id"`
	Number int64  `json:"number"`
	// Started and Finished are when it ran; Finished equals Started for a run
	// that was frozen before its end was recorded.
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	// Status is ok or partial: in a partial run at least one rule failed.
	Status string `json:"status"`
	// Trigger says what began it: schedule, command, API.
	Trigger string `json:"trigger"`
	// Today is the civil date (YYYY-MM-DD) by which the run judged ages.
	Today string `json:"today"`
	// InputsHash identifies the data that the rules read.
	InputsHash string `json:"inputsHash"`
}

// Data is what the run could know.
type Data struct {
	// List is the newest loaded state of the Central Products List, or null.
	List *ListState `json:"list"`
	// Returns are the latest install returns, by supplier, then device type.
	Returns []ReturnState `json:"returns"`
	// Models, Versions and Listed count what is known of the list.
	Models   int64 `json:"models"`
	Versions int64 `json:"versions"`
	Listed   int64 `json:"listed"`
	// Devices is the sum of the current counts of all returns.
	Devices int64 `json:"devices"`
	// OldestReturn and NewestReturn are dates (YYYY-MM-DD), blank when nothing was returned.
	OldestReturn string `json:"oldestReturn"`
	NewestReturn string `json:"newestReturn"`
}

// ListState is a loaded state of the list. AsOf is the day on which it was true.
type ListState struct {
	AsOf     string    `json:"asOf"`
	AgeDays  int       `json:"ageDays"`
	Imported time.Time `json:"imported"`
	ImportID string    `json:"importId"`
	FileName string    `json:"fileName"`
	SHA256   string    `json:"sha256"`
}

// ReturnState is the latest return of a supplier for a device type.
type ReturnState struct {
	Supplier   string `json:"supplier"`
	DeviceType string `json:"deviceType"`
	AsOf       string `json:"asOf"`
	// AgeDays is how old it was on the day of the run, and Stale whether that
	// is more than the setting rules.stale-days allows.
	AgeDays int  `json:"ageDays"`
	Stale   bool `json:"stale"`
	// Devices is the sum of its current counts; Carried of them are older than AsOf.
	Devices int64 `json:"devices"`
	Carried int64 `json:"carried"`
}

// Tally is a count under a name.
type Tally struct {
	Key   string `json:"key"`
	Count int    `json:"count"`
}

// Headline holds the figures of the whole report. A finding counts once in
// each figure, so every tally adds up to Findings.
type Headline struct {
	Findings   int     `json:"findings"`
	BySeverity []Tally `json:"bySeverity"`
	ByClass    []Tally `json:"byClass"`
	ByDuty     []Tally `json:"byDuty"`
	ByState    []Tally `json:"byState"`
	// Waived, Baseline and Consequences count those that are waived, that have
	// stood since the baseline was taken, and that follow from another one; they
	// are in the figures above, too.
	Waived       int `json:"waived"`
	Baseline     int `json:"baseline"`
	Consequences int `json:"consequences"`
	New          int `json:"new"`
	Reopened     int `json:"reopened"`
	Resolved     int `json:"resolved"`
	// Overdue counts findings whose due date is past and that nobody has waived.
	Overdue int `json:"overdue"`
	// Devices is at least how many devices the findings touch; see Method.Counting.
	Devices       int64 `json:"devices"`
	Models        int   `json:"models"`
	Manufacturers int   `json:"manufacturers"`
	Suppliers     int   `json:"suppliers"`
	// Unconfirmed counts older findings of rules that failed in this run; they
	// are in no other figure.
	Unconfirmed int64 `json:"unconfirmed"`
}

// Decision is a question that findings, or the lack of data, put to the Panel.
type Decision struct {
	// Question is what is to be decided, and Because the facts that raise it.
	Question string `json:"question"`
	Because  string `json:"because"`
	// Addressee is who would act on the decision.
	Addressee string `json:"addressee"`
	// Rule is the rule whose findings raise it, or blank.
	Rule     string `json:"rule"`
	Findings int    `json:"findings"`
	Devices  int64  `json:"devices"`
}

// Changes is what differs from an earlier run. New, Reopened and Overdue are
// fingerprints of findings of this report, in its order.
type Changes struct {
	// Since is the run that changes are measured from, or null when this is the
	// first one; then every finding is new. SincePack says that it is the run of
	// the last report published to the Panel; else it is the previous full run.
	Since     *Run       `json:"since"`
	SincePack bool       `json:"sincePack"`
	New       []string   `json:"new"`
	Reopened  []string   `json:"reopened"`
	Overdue   []string   `json:"overdue"`
	Resolved  []Resolved `json:"resolved"`
}

// Resolved is a finding that stood in the previous full run and is no longer found.
type Resolved struct {
	Fingerprint      string    `json:"fingerprint"`
	Rule             string    `json:"rule"`
	Subject          string    `json:"subject"`
	SubjectKind      string    `json:"subjectKind"`
	Severity         string    `json:"severity"`
	ManufacturerID   string    `json:"manufacturerId"`
	ManufacturerName string    `json:"manufacturerName"`
	Supplier         string    `json:"supplier"`
	Owner            string    `json:"owner"`
	FirstSeen        time.Time `json:"firstSeen"`
	ResolvedAt       time.Time `json:"resolvedAt"`
	Why              string    `json:"why"`
	// ByInstalls is what of it followed from what devices run; see Finding.
	ByInstalls string `json:"byInstalls,omitempty"`
}
