package graphstore

import (
	"context"
	"errors"
	"time"
)

var (
	readBaseline  = statement("read_baseline")
	takeBaseline  = statement("take_baseline")
	countBaseline = statement("count_baseline")
)

// Baseline is the best-endeavours findings that stood on one day. It is taken
// once and only shrinks: a finding that is resolved leaves it for good.
type Baseline struct {
	TakenAt   time.Time `json:"takenAt"`
	By        string    `json:"by"`
	Reason    string    `json:"reason"`
	Reference string    `json:"reference"`
	// Taken is how many findings were in it, Left how many still are.
	Taken int64          `json:"taken"`
	Left  int64          `json:"left"`
	Rules []BaselineRule `json:"rules"`
}

// BaselineRule counts the baseline's findings of one rule.
type BaselineRule struct {
	Rule  string `json:"rule"`
	Taken int64  `json:"taken"`
	Left  int64  `json:"left"`
}

// TakeBaseline takes the baseline, between runs. A second one is refused as *InputError.
func (s *Store) TakeBaseline(ctx context.Context, wait Wait, by, reason, reference string) (*Baseline, error) {
	if err := requireTexts(text{"the reason", reason}, text{"the reference", reference}, text{"by", by}); err != nil {
		return nil, err
	}
	taken := &InputError{Code: "baseline-taken", Message: "the baseline has been taken already", Hint: "it is taken once; see how much of it is left"}
	before, err := s.Baseline(ctx, Everything)
	if err != nil {
		return nil, err
	}
	if before != nil {
		return nil, taken
	}
	err = s.WithLease(ctx, LeaseWriter, "taking of the baseline", wait, func(ctx context.Context, lease *Lease) error {
		return s.guarded(ctx, lease, "take the baseline", func(tx *transaction) error {
			_, err := tx.run(ctx, takeBaseline, map[string]any{"by": by, "reason": reason, "reference": reference})
			return err
		})
	})
	if errors.Is(err, ErrConflict) && !errors.Is(err, ErrBusy) {
		return nil, taken
	}
	if err != nil {
		return nil, err
	}
	return s.Baseline(ctx, Everything)
}

// Baseline returns the baseline and what is left of it; nil if none was taken.
func (s *Store) Baseline(ctx context.Context, scope Scope) (*Baseline, error) {
	rows, err := s.read(ctx, scope, readBaseline, nil)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := asRow(rows[0].value("baseline"))
	b := &Baseline{TakenAt: r.moment("takenAt"), By: r.text("by"), Reason: r.text("reason"), Reference: r.text("reference"), Rules: []BaselineRule{}}
	counts, err := s.read(ctx, scope, countBaseline, nil)
	for _, c := range counts {
		b.Rules = append(b.Rules, BaselineRule{c.text("rule"), c.number("taken"), c.number("left")})
		b.Taken, b.Left = b.Taken+c.number("taken"), b.Left+c.number("left")
	}
	return b, err
}
