package graphstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"waymark/cpl"
)

var (
	readInputs   = statement("read_inputs")
	setRunInputs = statement("set_run_inputs")
)

// inputs are the data that a run rests on, as their hash takes them: without ids
// and moments, which say nothing of the data.
type inputs struct {
	Imports      []inputImport
	Restrictions []inputRestriction
}

// inputImport is what a file was, how it was loaded, and what became of its rows.
type inputImport struct {
	Kind, SHA256      string
	EffectiveOn       cpl.Date
	Complete, Partial bool
	Counts            [5]int64
	Rejected          int64
	// Unfinished is the id of an import that ended early: nothing else says how far it came.
	Unfinished string
}

// repeats tells whether an import only loads again what the one before it of its
// kind loaded, of whatever date it was said to be.
func (i inputImport) repeats(before inputImport) bool {
	before.EffectiveOn, before.Counts = i.EffectiveOn, [5]int64{}
	return i == before
}

// inputRestriction is a restriction in force: what it bars, when, and what findings cite of it.
type inputRestriction struct {
	From, To, Reference string
	StartsOn, EndsOn    cpl.Date
}

func toInputs(r row) inputs {
	var in inputs
	newest := map[string]inputImport{}
	imports, _ := r.value("imports").([]any)
	for _, v := range imports {
		i := toInputImport(asRow(v))
		if before, known := newest[i.Kind]; known && i.repeats(before) {
			continue
		}
		newest[i.Kind] = i
		in.Imports = append(in.Imports, i)
	}
	restrictions, _ := r.value("restrictions").([]any)
	for _, v := range restrictions {
		x := asRow(v)
		in.Restrictions = append(in.Restrictions, inputRestriction{
			x.text("from"), x.text("to"), x.text("reference"), x.date("startsOn"), x.date("endsOn"),
		})
	}
	return in
}

func toInputImport(r row) inputImport {
	i := inputImport{
		Kind: r.text("kind"), SHA256: r.text("sha256"), EffectiveOn: r.date("effectiveOn"), Complete: r.truth("complete"), Partial: r.truth("partial"),
		Rejected: r.number("rejected"),
	}
	for n, count := range []string{"created", "updated", "retired", "removed", "blanked"} {
		i.Counts[n] = r.number(count)
	}
	if r.text("status") != ImportDone {
		i.Unfinished = r.text("id")
	}
	return i
}

// hash is SHA-256 over the inputs.
func (in inputs) hash() (string, error) {
	text, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("write down what the run rests on: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// noteInputs notes what the run rests on.
func (s *Store) noteInputs(ctx context.Context, tx *transaction, run *Run) error {
	params := Everything.params()
	params["today"] = fromDate(run.Today)
	rows, err := tx.run(ctx, readInputs, params)
	if err != nil {
		return err
	}
	if run.InputsHash, err = toInputs(rows[0]).hash(); err != nil {
		return err
	}
	run.ListOf, run.InstallsOf = rows[0].date("listOf"), rows[0].date("installsOf")
	_, err = tx.run(ctx, setRunInputs, map[string]any{
		"id": run.ID, "inputsHash": run.InputsHash, "listOf": fromDate(run.ListOf), "installsOf": fromDate(run.InstallsOf), "today": fromDate(run.Today),
	})
	return err
}
