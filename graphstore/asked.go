package graphstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"waymark/cpl"
)

var (
	lockAskable = statement("lock_askable")
	createAsked = statement("create_asked")
	chaseAsked  = statement("chase_asked")
	listAsked   = statement("list_asked")
	countAsked  = statement("count_asked")
)

// askAtOnce is how many entries one act may ask about: it is one transaction.
const askAtOnce = 20_000

// What became of a request.
const (
	// AnsweredList: the entry's predecessors were declared since.
	AnsweredList = "list"
	// AnsweredNone: it was declared since that there are none.
	AnsweredNone = "none"
	// AnswerSilent: nothing was declared since.
	AnswerSilent = "silent"
)

// Asked is that a party was asked about an entry, how often it was chased, and
// whether it answered. A declaration is the answer: the first one of a list or of
// N/A that was true on a later day than the request, or was loaded after it with
// its day, and that differs from what was declared until then.
type Asked struct {
	ID             string `json:"id"`
	EntryID        string `json:"entryId"`
	ManufacturerID string `json:"manufacturerId"`
	// ManufacturerName is the one that the entry carries.
	ManufacturerName string   `json:"manufacturerName"`
	ModelKey         string   `json:"modelKey"`
	FirmwareVersion  string   `json:"firmwareVersion"`
	Listed           bool     `json:"listed"`
	Party            string   `json:"party"`
	On               cpl.Date `json:"on"`
	Reference        string   `json:"reference"`
	By               string   `json:"by"`
	// Chases are the times when the request was repeated, oldest first.
	Chases []Chase `json:"chases"`
	// Answer is list, none or silent; AnsweredOn is of when the list was that gave it.
	Answer     string   `json:"answer"`
	AnsweredOn cpl.Date `json:"answeredOn,omitempty"`
}

// Chase is one repetition of a request.
type Chase struct {
	On        cpl.Date `json:"on"`
	Reference string   `json:"reference"`
	By        string   `json:"by"`
}

// AskRequest is what is recorded about asking. Where Party is blank, the one that
// represents the entry's manufacturer was asked.
type AskRequest struct {
	EntryID, Party, Reference, By string
	On, Today                     cpl.Date
	// Chase repeats a request that is not answered yet, instead of making one.
	Chase bool
}

// AskedFilter selects requests; blank members let everything pass.
type AskedFilter struct {
	Party   string
	Entries []string
}

// AskedPlace is where a page of requests ended; the zero value is before the first.
type AskedPlace struct {
	On                 cpl.Date
	EntryID, Party, ID string
}

func (q AskRequest) validate() error {
	if err := requireTexts(text{"the reference", q.Reference}, text{"by", q.By}); err != nil {
		return err
	}
	switch {
	case !q.On.Stated():
		return &InputError{Code: "on-missing", Message: "the day of the request is missing", Hint: "give the day on which the party was asked, as YYYY-MM-DD"}
	case q.On > q.Today:
		return &InputError{Code: "on-future", Message: fmt.Sprintf("%s is after today, %s", q.On, q.Today), Hint: "record a request when it has been made"}
	}
	return nil
}

// Ask records that parties were asked about entries, all or none, and returns the
// requests in the order given. It refuses, as *InputError, an entry that no list
// has, a party that is not known, a second request where one waits for its answer
// and a chase where none does.
func (s *Store) Ask(ctx context.Context, scope Scope, requests []AskRequest) ([]Asked, error) {
	if len(requests) > askAtOnce {
		return nil, &InputError{Code: "too-many", Message: fmt.Sprintf("%d requests at once are over %d", len(requests), askAtOnce), Hint: "record them in several steps"}
	}
	rows := make([]any, 0, len(requests))
	entries := make([]string, 0, len(requests))
	for _, q := range requests {
		if err := q.validate(); err != nil {
			return nil, err
		}
		rows = append(rows, map[string]any{"entryId": q.EntryID, "party": q.Party})
		entries = append(entries, q.EntryID)
	}
	var ids []string
	err := s.write(ctx, "record requests", func(tx *transaction) error {
		askable, err := tx.run(ctx, lockAskable, map[string]any{"rows": rows})
		if err != nil {
			return err
		}
		params := AskedFilter{Entries: entries}.params(nil)
		params["everything"] = true
		known, err := tx.run(ctx, listAsked, params)
		if err != nil {
			return err
		}
		ids, err = tx.recordAsked(ctx, requests, askable, toAsked(known))
		return err
	})
	if err != nil || len(ids) == 0 {
		return []Asked{}, err
	}
	return s.askedByID(ctx, scope, ids)
}

// recordAsked writes the requests and chases, and returns the ids of what they are about.
func (t *transaction) recordAsked(ctx context.Context, requests []AskRequest, askable []row, known []Asked) ([]string, error) {
	parties := map[[2]string]row{}
	for _, r := range askable {
		parties[[2]string{r.text("entryId"), r.text("named")}] = r
	}
	waiting := map[[2]string]string{}
	for i := range known {
		if a := &known[i]; a.Answer == AnswerSilent {
			waiting[[2]string{a.EntryID, a.Party}] = a.ID
		}
	}
	var ids []string
	var made, chased []any
	for _, q := range requests {
		party, err := q.party(parties[[2]string{q.EntryID, q.Party}])
		if err != nil {
			return nil, err
		}
		key := [2]string{q.EntryID, party}
		id, waits := waiting[key]
		row := map[string]any{"id": id, "entryId": q.EntryID, "party": party, "on": fromDate(q.On), "reference": q.Reference, "by": q.By}
		switch {
		case q.Chase && !waits:
			return nil, &InputError{Code: "not-asked", Message: fmt.Sprintf("%s has no request about %s that waits for an answer", party, q.EntryID), Hint: "record the request first, without a chase"}
		case !q.Chase && waits:
			return nil, &InputError{Code: "already-asked", Message: fmt.Sprintf("%s was asked about %s already, and has not answered", party, q.EntryID), Hint: "record a chase instead"}
		case q.Chase:
			chased = append(chased, row)
		default:
			fresh, err := uuid.NewV7()
			if err != nil {
				return nil, fmt.Errorf("make the id of a request: %w", err)
			}
			id = fresh.String()
			row["id"], waiting[key] = id, id
			made = append(made, row)
		}
		ids = append(ids, id)
	}
	if _, err := t.run(ctx, createAsked, map[string]any{"rows": made}); err != nil {
		return nil, err
	}
	_, err := t.run(ctx, chaseAsked, map[string]any{"rows": chased})
	return ids, err
}

// party is who was asked.
func (q AskRequest) party(askable row) (string, error) {
	party := askable.text("party")
	switch {
	case !askable.truth("known"):
		return "", &InputError{Code: "unknown-version", Message: fmt.Sprintf("no list has the entry %q", q.EntryID), Hint: "give the CPL Entry ID as it stands in the list"}
	case party == "" && q.Party == "":
		return "", &InputError{Code: "unknown-party", Message: fmt.Sprintf("no party represents the manufacturer %s of %s", askable.text("manufacturerId"), q.EntryID), Hint: "name the party that was asked, or import a file of parties"}
	case party == "":
		return "", &InputError{Code: "unknown-party", Message: fmt.Sprintf("there is no party %q", q.Party), Hint: "import a file of parties that names it"}
	}
	return party, nil
}

// Asked lists the requests, oldest first.
func (s *Store) Asked(ctx context.Context, scope Scope, f AskedFilter) ([]Asked, error) {
	rows, err := s.read(ctx, scope, listAsked, f.params(nil))
	return toAsked(rows), err
}

// AskedPage lists at most limit requests after the given place, oldest first: by
// day, entry, party and id. It also says how many match in all.
func (s *Store) AskedPage(ctx context.Context, scope Scope, f AskedFilter, after AskedPlace, limit int) ([]Asked, int64, error) {
	params := f.params(nil)
	params["after"], params["afterOn"], params["afterEntry"], params["afterParty"], params["limit"] = after.ID, fromDate(after.On), after.EntryID, after.Party, limit
	counted, err := s.read(ctx, scope, countAsked, params)
	if err != nil {
		return nil, 0, err
	}
	rows, err := s.read(ctx, scope, listAsked, params)
	return toAsked(rows), counted[0].number("total"), err
}

// askedByID are the requests of these ids, in their order.
func (s *Store) askedByID(ctx context.Context, scope Scope, ids []string) ([]Asked, error) {
	rows, err := s.read(ctx, scope, listAsked, AskedFilter{}.params(ids))
	if err != nil {
		return nil, err
	}
	place := map[string]int{}
	for i, id := range ids {
		place[id] = i
	}
	out := toAsked(rows)
	slices.SortFunc(out, func(a, b Asked) int { return place[a.ID] - place[b.ID] })
	return out, nil
}

// params are those of the whole list.
func (f AskedFilter) params(ids []string) map[string]any {
	return map[string]any{
		"party": f.Party, "ids": anySlice(ids), "entries": anySlice(f.Entries),
		"after": "", "afterOn": nil, "afterEntry": "", "afterParty": "", "limit": wholeList,
	}
}

func toAsked(rows []row) []Asked {
	out := make([]Asked, 0, len(rows))
	for _, r := range rows {
		p := asRow(r.value("asked"))
		a := Asked{
			ID: p.text("id"), EntryID: r.text("entryId"), ManufacturerID: r.text("manufacturerId"), ManufacturerName: r.text("manufacturerName"),
			ModelKey: r.text("modelKey"), FirmwareVersion: r.text("firmwareVersion"), Listed: r.truth("listed"),
			Party: p.text("party"), On: p.date("on"), Reference: p.text("reference"), By: p.text("by"), Chases: []Chase{}, Answer: AnswerSilent,
		}
		chases, _ := r.value("chases").([]any)
		for _, c := range chases {
			chase := asRow(c)
			a.Chases = append(a.Chases, Chase{On: chase.date("on"), Reference: chase.text("reference"), By: chase.text("by")})
		}
		stated, _ := r.value("stated").([]any)
		a.Answer, a.AnsweredOn = answerIn(stated)
		out = append(out, a)
	}
	return out
}

// answerIn finds the answer among what was stated of an entry, oldest first.
func answerIn(stated []any) (string, cpl.Date) {
	declared := cpl.Declaration{State: cpl.NotStated}
	for _, s := range stated {
		r := asRow(s)
		next := cpl.Declaration{State: cpl.DeclarationState(r.text("declaration")), IDs: r.texts("predecessors")}
		if !r.truth("before") && wasStated(next) && !next.Same(declared) {
			return string(next.State), r.date("effectiveOn")
		}
		declared = next
	}
	return AnswerSilent, ""
}
