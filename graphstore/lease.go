package graphstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

var (
	acquireLease = statement("acquire_lease")
	renewLease   = statement("renew_lease")
	guardLease   = statement("guard_lease")
	releaseLease = statement("release_lease")
	wantLease    = statement("want_lease")
	readWanted   = statement("read_lease_wanted")
)

// LeaseWriter is the lease that every import and every run of rules holds: the
// graph has one writer at a time, and a run never sees half an import.
const LeaseWriter = "writer"

const (
	leaseSeconds = 20
	leaseRenewal = 5 * time.Second
	leasePoll    = 500 * time.Millisecond
	// acquireTimeout bounds one attempt to take a lease.
	acquireTimeout = 3 * time.Second
	// wantedSeconds is how long it is remembered that somebody waits for a lease.
	wantedSeconds = 5
)

// Lease is a held lease. Its token grows by one with every holder (a fencing
// token): a guarded transaction fails with ErrLeaseLost once somebody else took
// the lease, however late it is.
type Lease struct {
	name  string
	token int64
}

// Wait says how long to wait for a lease and whom to tell about it.
type Wait struct {
	For time.Duration
	// Told is called once, when the lease is found to be held, with who holds it
	// and since when, in words.
	Told func(holder string)
	// Yield lets a rehearsal make way for an import or a run that waits.
	Yield bool
}

// WithLease runs work while holding the named lease. It fails with ErrBusy,
// naming the holder, when the lease stays held for wait.For. The context given
// to work ends when the lease is lost. A holder that dies frees it after 20 s.
func (s *Store) WithLease(ctx context.Context, name, purpose string, wait Wait, work func(context.Context, *Lease) error) (err error) {
	lease, err := s.awaitLease(ctx, name, purpose, wait)
	if err != nil {
		return err
	}
	held, lost := context.WithCancelCause(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { s.keepLease(held, lease, lost) })
	// Also when work panics: a lease that nobody gives back and somebody renews blocks everybody.
	defer func() {
		if cause := context.Cause(held); errors.Is(cause, ErrLeaseLost) {
			err = errors.Join(cause, err)
		}
		lost(nil)
		renewing.Wait()
		err = errors.Join(err, s.giveBack(ctx, lease))
	}()
	return work(held, lease)
}

func (s *Store) awaitLease(ctx context.Context, name, purpose string, wait Wait) (*Lease, error) {
	host, _ := os.Hostname()
	holder := fmt.Sprintf("%s by process %d on %s", purpose, os.Getpid(), host)
	deadline := time.Now().Add(wait.For)
	var seen row
	for told := false; ; told = true {
		got, err := s.tryLease(ctx, name, holder)
		switch {
		case errors.Is(err, ErrTimeout) && ctx.Err() == nil:
			// The holder locks the lease while it commits: to wait for that is to find it held, by whoever was seen last.
		case err != nil:
			return nil, err
		case got.truth("acquired"):
			return &Lease{name: name, token: got.number("token")}, nil
		default:
			seen = got
		}
		if !told && wait.Told != nil {
			wait.Told(holderOf(seen))
		}
		s.want(ctx, name)
		if time.Now().After(deadline) {
			return nil, busy(seen)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for the %s lease: %w", name, context.Cause(ctx))
		case <-time.After(leasePoll):
		}
	}
}

// tryLease is one attempt: what it took, or who holds it.
func (s *Store) tryLease(ctx context.Context, name, holder string) (row, error) {
	var got row
	err := s.writeWithin(ctx, "take the "+name+" lease", acquireTimeout, func(tx *transaction) error {
		rows, err := tx.run(ctx, acquireLease, map[string]any{"name": name, "holder": holder, "seconds": leaseSeconds})
		if err == nil {
			got = rows[0]
		}
		return err
	})
	return got, err
}

// holderOf says who holds a lease, as a query of it told; an empty row is one that
// nobody could read, since its holder had locked it.
func holderOf(lease row) string {
	if lease.text("holder") == "" {
		return "another import or run"
	}
	return fmt.Sprintf("%s, at work since %s", lease.text("holder"), lease.moment("since").Format(time.RFC3339))
}

// busy is the ErrBusy of a lease that stays held.
func busy(lease row) error {
	return fmt.Errorf("%w: %s; try again when it is done", ErrBusy, holderOf(lease))
}

// wishFor is the name under which it is noted that somebody waits for a lease.
func wishFor(name string) string { return name + " wanted" }

// want notes that somebody waits for a lease. Where that fails, what could make
// way does not.
func (s *Store) want(ctx context.Context, name string) {
	err := s.write(ctx, "wait for the "+name+" lease", func(tx *transaction) error {
		_, err := tx.run(ctx, wantLease, map[string]any{"name": wishFor(name), "seconds": wantedSeconds})
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "not noted that a lease is waited for", "lease", name, "error", err)
	}
}

// wanted tells whether somebody waits for a lease.
func (s *Store) wanted(ctx context.Context, name string) bool {
	rows, err := s.read(ctx, Everything, readWanted, map[string]any{"name": wishFor(name)})
	return err == nil && rows[0].truth("wanted")
}

func (s *Store) keepLease(ctx context.Context, lease *Lease, lost context.CancelCauseFunc) {
	tick := time.NewTicker(leaseRenewal)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		held := true
		err := s.write(ctx, "renew the "+lease.name+" lease", func(tx *transaction) error {
			rows, err := tx.run(ctx, renewLease, map[string]any{"name": lease.name, "token": lease.token, "seconds": leaseSeconds})
			held = len(rows) == 1
			return err
		})
		if err == nil && !held {
			lost(ErrLeaseLost)
			return
		}
		if err != nil && ctx.Err() == nil {
			// Not renewed is not lost: the guard in each transaction decides.
			s.log.WarnContext(ctx, "lease not renewed", "lease", lease.name, "error", err)
		}
	}
}

func (s *Store) giveBack(ctx context.Context, lease *Lease) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return s.write(ctx, "give back the "+lease.name+" lease", func(tx *transaction) error {
		_, err := tx.run(ctx, releaseLease, map[string]any{"name": lease.name, "token": lease.token})
		return err
	})
}

// guarded is write under a lease: it does nothing and fails with ErrLeaseLost
// once the lease was taken by another holder.
func (s *Store) guarded(ctx context.Context, lease *Lease, act string, work func(tx *transaction) error) error {
	return s.write(ctx, act, func(tx *transaction) error {
		rows, err := tx.run(ctx, guardLease, map[string]any{"name": lease.name, "token": lease.token, "seconds": leaseSeconds})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return ErrLeaseLost
		}
		if err := work(tx); err != nil {
			return err
		}
		// Counted from the commit, not from the start: a long transaction must not use the lease up.
		_, err = tx.run(ctx, renewLease, map[string]any{"name": lease.name, "token": lease.token, "seconds": leaseSeconds})
		return err
	})
}
