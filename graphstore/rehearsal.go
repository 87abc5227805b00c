package graphstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

var lockRehearsal = statement("lock_rehearsal")

const (
	// MaxRehearsedRows is how many rows a file may have that is tried and not imported.
	MaxRehearsedRows = 10_000
	// rehearsalTimeout bounds the transaction of a rehearsal, in which imports wait.
	rehearsalTimeout = 2 * time.Minute
	// rehearsalTries is how often a rehearsal begins again that met a deadlock.
	rehearsalTries = 3
)

// errHeld says that the lease was found to be held.
var errHeld = errors.New("lease held")

// reader looks up what is stored: a Store as it is committed, a Rehearsal as it has changed it.
type reader interface {
	read(ctx context.Context, scope Scope, st Statement, params map[string]any) ([]row, error)
}

// Rehearsal is an open transaction in which a change is tried. It is never
// committed. It is for one goroutine, and only while the work that it was given
// to goes on.
type Rehearsal struct {
	store *Store
	tx    *transaction
	scope Scope
	change
}

// Rehearse gives work a transaction in which to try a change, and undoes it
// whatever happens. While it lasts no import or run begins, unless it yields to
// them; one that goes on is waited for, then ErrBusy names it. Work may be repeated when the database asks
// for it, so it builds its result inside. Fails with *InputError where an import
// left something to do: an answer would be of half a list.
func (s *Store) Rehearse(ctx context.Context, scope Scope, wait Wait, work func(context.Context, *Rehearsal) error) error {
	deadline, told := time.Now().Add(wait.For), false
	var seen row
	for tries := 1; ; {
		holder, err := s.rehearseYielding(ctx, scope, wait.Yield, work)
		switch {
		case errors.Is(err, errHeld):
			if len(holder.keys) > 0 {
				seen = holder
			}
			if !told && wait.Told != nil {
				wait.Told(holderOf(seen))
			}
			told = true
			if time.Now().After(deadline) {
				return busy(seen)
			}
		case errors.Is(err, errDeadlock) && tries < rehearsalTries:
			tries++
		default:
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait to rehearse: %w", context.Cause(ctx))
		case <-time.After(leasePoll / 5):
		}
	}
}

// rehearseYielding is one try which, if it yields, ends with errHeld as soon as
// somebody waits for the lease.
func (s *Store) rehearseYielding(ctx context.Context, scope Scope, yield bool, work func(context.Context, *Rehearsal) error) (holder row, err error) {
	if !yield {
		return s.rehearseOnce(ctx, scope, work)
	}
	if s.wanted(ctx, LeaseWriter) {
		return row{}, errHeld
	}
	held, end := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		for held.Err() == nil {
			select {
			case <-held.Done():
			case <-time.After(leasePoll):
				if s.wanted(held, LeaseWriter) {
					end(errHeld)
				}
			}
		}
	})
	holder, err = s.rehearseOnce(held, scope, work)
	if err != nil && errors.Is(context.Cause(held), errHeld) {
		holder, err = row{}, errHeld
	}
	end(nil)
	watching.Wait()
	return holder, err
}

// rehearseOnce is one try. With errHeld it says who holds the lease, if that could be read.
func (s *Store) rehearseOnce(ctx context.Context, scope Scope, work func(context.Context, *Rehearsal) error) (holder row, err error) {
	ctx, cancel := context.WithTimeout(ctx, rehearsalTimeout)
	defer cancel()
	session := s.session(ctx, neo4j.AccessModeWrite)
	ending := context.WithoutCancel(ctx)
	defer func() { _ = session.Close(ending) }()
	tx, err := session.BeginTransaction(ctx, neo4j.WithTxTimeout(rehearsalTimeout), neo4j.WithTxMetadata(map[string]any{"act": "rehearsal"}))
	if err != nil {
		return row{}, translate("begin a rehearsal", err)
	}
	// There is no commit in this file. Where this cannot reach the server, the
	// connection ends, and the server undoes the transaction.
	defer func() {
		ending, cancel := context.WithTimeout(ending, 10*time.Second)
		defer cancel()
		if undone := tx.Rollback(ending); undone != nil && err == nil {
			s.log.WarnContext(ctx, "rehearsal not rolled back by us", "error", undone)
		}
	}()
	r := &Rehearsal{store: s, scope: scope, tx: &transaction{tx: tx, log: s.log}}
	if holder, err = r.lock(ctx); err != nil {
		return holder, translate("begin a rehearsal", err)
	}
	return row{}, translate("rehearse", work(ctx, r))
}

// lock keeps the lease from being taken until the rehearsal ends.
func (r *Rehearsal) lock(ctx context.Context) (row, error) {
	ctx, cancel := context.WithTimeout(ctx, acquireTimeout)
	defer cancel()
	rows, err := r.tx.run(ctx, lockRehearsal, map[string]any{"name": LeaseWriter})
	switch {
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		// Its holder locks the lease while it commits, another rehearsal all the time: to wait for
		// that is to find it held. Of a deadline during a read the driver says so in words alone.
		return row{}, errHeld
	case err != nil:
		return row{}, err
	case rows[0].truth("held"):
		return rows[0], errHeld
	case rows[0].number("unsettled") > 0:
		return row{}, &InputError{
			Code:    "import-unfinished",
			Message: fmt.Sprintf("an import was interrupted and left %d things to do, so nothing can be tried on what is there", rows[0].number("unsettled")),
			Hint:    "run the rules, or import any file: either completes it; then try again",
		}
	}
	return row{}, nil
}

// read looks up what is stored, as the rehearsal has changed it.
func (r *Rehearsal) read(ctx context.Context, scope Scope, st Statement, params map[string]any) ([]row, error) {
	all, err := scope.with(params)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", st.Name, err)
	}
	rows, err := r.tx.run(ctx, st, all)
	return rows, translate(st.Name, err)
}

// Query is [Store.Query] for the graph as the rehearsal has changed it. Nothing
// but the rollback undoes what q writes: callers give it statements that were
// verified to be read-only.
func (r *Rehearsal) Query(ctx context.Context, scope Scope, q Query) ([]Record, error) {
	ctx, cancel := context.WithTimeout(ctx, q.Timeout)
	defer cancel()
	if _, err := scope.whole(nil); err != nil {
		return nil, fmt.Errorf("%s: %w", q.Name, err)
	}
	rows, err := r.read(ctx, scope, Statement{Name: q.Name, Text: q.Text}, q.Params)
	return toRecords(rows), err
}
