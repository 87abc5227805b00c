package reports

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"waymark/graphstore"
)

// RecordSchema names the shape of [Record] as JSON.
const RecordSchema = "waymark.record/3"

// KindRecord is the kind under which the record of a run is frozen.
const KindRecord = "record"

// Record is what a full run freezes beside the Panel report, so that other packs
// can be made of it later. Lists are in a fixed order and never null.
type Record struct {
	Schema string `json:"schema"`
	RunID  string `json:"run"`
	// Shares are what the packs of single parties are made of. The run freezes those
	// packs, each apart, and not the shares: they are nil in a record that was read back.
	Shares  *Shares            `json:"-"`
	Parties []graphstore.Party `json:"parties"`
	// Sources are the newest import of each kind and all since the previous full run.
	Sources []SourceRecord `json:"sources"`
	Rejects []RejectRecord `json:"rejects"`
	// Undecided says for each rule that could not decide something why.
	Undecided []UndecidedRecord  `json:"undecided"`
	Asked     []graphstore.Asked `json:"asked"`
	// Held are the findings that stand since the run could not decide them. A record
	// of an earlier version of Waymark has none.
	Held []Finding `json:"held"`
	// Told is what manufacturers are told beside what the Panel is.
	Told *Told      `json:"told"`
	Mail MailRecord `json:"mail"`
}

// Shares are what single parties are told of a run. They hold no more than that:
// exact counts stand under the supplier that reported them, and nowhere else.
type Shares struct {
	// Entries are those that a finding asks a manufacturer to mend, by CPL Entry ID.
	Entries []RecordEntry
	// Newest are the newest entries of the device models that have a dead end.
	Newest map[string][]string
	// Disclosed are the install totals that a manufacturer may be told, by model.
	Disclosed []graphstore.DisclosedTotal
	// Suppliers are the cohorts of each supplier, by name.
	Suppliers []SupplierRecord
}

// RecordEntry is an entry to mend, with all its cells as stored.
type RecordEntry struct {
	graphstore.Version
	// Candidates are listed entries of its device model that may have been meant:
	// first those one slip of the keyboard away from an id that it cites in vain,
	// then those added before it, latest first. More counts those left out.
	Candidates []Candidate `json:"candidates"`
	More       int         `json:"more,omitempty"`
}

// Candidate is an entry that may have been meant. Near is the cited id that it
// nearly is, blank where it is only older.
type Candidate struct {
	EntryID  string `json:"entryId"`
	Firmware string `json:"firmware"`
	AddedOn  string `json:"addedOn,omitempty"`
	Near     string `json:"near,omitempty"`
}

// SupplierRecord is what a supplier operates. Cohorts are those that its pack
// shows: without a listed entry, without a way on, old, gained or carried. The
// others are in the totals alone.
type SupplierRecord struct {
	Name    string         `json:"name"`
	Totals  []TypeTotal    `json:"totals"`
	Cohorts []CohortRecord `json:"cohorts"`
}

// TypeTotal adds up a supplier's cohorts of one device type.
type TypeTotal struct {
	DeviceType string `json:"deviceType"`
	Cohorts    int    `json:"cohorts"`
	Devices    int64  `json:"devices"`
	// OnNewest are the devices on the newest firmware of their model, Ageing those
	// on firmware that was listed long ago although there is newer, Unlisted those
	// that match no listed entry, and Gained and Carried as the returns say.
	OnNewest int64 `json:"onNewest"`
	Ageing   int64 `json:"ageing"`
	Unlisted int64 `json:"unlisted"`
	Gained   int64 `json:"gained"`
	Carried  int64 `json:"carried"`
}

// The places of a cohort's firmware in its device model.
const (
	// PlaceNewest: it is the newest.
	PlaceNewest = "newest"
	// PlaceWay: a declared pathway leads from it to the newest.
	PlaceWay = "way"
	// PlaceNoWay: none does.
	PlaceNoWay = "no-way"
	// PlaceUnknown: which is newest is not known, or what the devices run is not.
	PlaceUnknown = "unknown"
)

// CohortRecord is a cohort that a supplier's pack shows.
type CohortRecord struct {
	ModelKey string `json:"modelKey"`
	Firmware string `json:"firmware"`
	Devices  int64  `json:"devices"`
	Gained   int64  `json:"gained,omitempty"`
	AsOf     string `json:"asOf"`
	Carried  bool   `json:"carried,omitempty"`
	// EntryID is the entry that it matches, a listed one if there is one, else blank.
	EntryID string `json:"entryId,omitempty"`
	Status  string `json:"status,omitempty"`
	Listed  bool   `json:"listed,omitempty"`
	AddedOn string `json:"addedOn,omitempty"`
	// Months is how many whole months ago the entry was added, -1 where its date is not stated.
	Months int  `json:"months"`
	Ageing bool `json:"ageing,omitempty"`
	// Place is one of the places; Newest is the newest entry, and Next the first
	// step of a shortest declared pathway to it.
	Place  string `json:"place"`
	Newest string `json:"newest,omitempty"`
	Next   string `json:"next,omitempty"`
}

// SourceRecord is an import.
type SourceRecord struct {
	Kind     string    `json:"kind"`
	FileName string    `json:"fileName"`
	SHA256   string    `json:"sha256"`
	AsOf     string    `json:"asOf,omitempty"`
	Received time.Time `json:"received"`
	Status   string    `json:"status"`
	Rows     int64     `json:"rows"`
	Rejected int64     `json:"rejected"`
	// Forced is the reason for which a guard was passed, blank where none was.
	Forced string `json:"forced,omitempty"`
}

// RejectRecord is the faults of one code in one column of one kind of file.
type RejectRecord struct {
	Kind     string          `json:"kind"`
	Code     string          `json:"code"`
	Column   string          `json:"column"`
	Faults   int64           `json:"faults"`
	Examples []RejectExample `json:"examples"`
}

// RejectExample is a fault, with what to type instead.
type RejectExample struct {
	FileName string `json:"fileName"`
	Line     int64  `json:"line"`
	Value    string `json:"value"`
	Hint     string `json:"hint"`
}

// UndecidedRecord is how often a rule could not decide for one reason.
type UndecidedRecord struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
	Says   string `json:"says"`
	Count  int64  `json:"count"`
}

// MailRecord is what could not be delivered.
type MailRecord struct {
	// Suspended are addresses that mail is no longer sent to.
	Suspended []SuspendedRecipient `json:"suspended"`
	// Undeliverable are notices that reached nobody.
	Undeliverable []UndeliverableNotice `json:"undeliverable"`
}

// SuspendedRecipient is an address that kept refusing mail.
type SuspendedRecipient struct {
	Party   string    `json:"party"`
	Address string    `json:"address"`
	Since   time.Time `json:"since"`
	Why     string    `json:"why"`
}

// UndeliverableNotice is a notice that reached nobody.
type UndeliverableNotice struct {
	Party   string    `json:"party"`
	Subject string    `json:"subject"`
	At      time.Time `json:"at"`
	Why     string    `json:"why"`
}

// RecordSource is what [BuildRecord] reads. A [graphstore.Store] is one.
type RecordSource interface {
	Run(ctx context.Context, scope graphstore.Scope, id string) (graphstore.Run, error)
	Parties(ctx context.Context, scope graphstore.Scope) ([]graphstore.Party, error)
	Pathways(ctx context.Context, scope graphstore.Scope, models []string) ([]graphstore.Pathways, error)
	RecordEntries(ctx context.Context, scope graphstore.Scope, ids []string) ([]graphstore.Version, error)
	RecordHoldings(ctx context.Context, scope graphstore.Scope) ([]graphstore.Holding, error)
	RecordCohorts(ctx context.Context, scope graphstore.Scope, models []string) ([]graphstore.RecordCohort, error)
	RecordSources(ctx context.Context, scope graphstore.Scope, since time.Time) ([]graphstore.RecordSource, error)
	RecordRejects(ctx context.Context, scope graphstore.Scope, imports []string) ([]graphstore.RecordReject, error)
	Asked(ctx context.Context, scope graphstore.Scope, f graphstore.AskedFilter) ([]graphstore.Asked, error)
	SuspendedRecipients(ctx context.Context, scope graphstore.Scope) ([]graphstore.SuspendedRecipient, error)
	Undeliverable(ctx context.Context, scope graphstore.Scope) ([]graphstore.Undeliverable, error)
}

// Freeze returns the record in a form that is always the same for the same
// record, and its SHA-256 in hex. [ThawRecord] reads it back.
func (r *Record) Freeze() (data []byte, sum string, err error) {
	if data, sum, err = freeze(r); err != nil {
		return nil, "", fmt.Errorf("freeze the record of run %s: %w", r.RunID, err)
	}
	return data, sum, nil
}

// ThawRecord reads a frozen record. It fails on data of another schema.
func ThawRecord(data []byte) (*Record, error) {
	r := &Record{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("read a frozen record: %w", err)
	}
	if r.Schema != RecordSchema {
		return nil, &graphstore.InputError{
			Code: "other-release", Message: fmt.Sprintf("the run's record has the schema %q, and this version of Waymark reads %q", r.Schema, RecordSchema),
			Hint: "run the rules again, or use the version that froze it",
		}
	}
	return r, nil
}
