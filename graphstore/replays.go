package graphstore

import (
	"context"
	"time"
)

var (
	claimReplay   = statement("claim_replay")
	renewReplay   = statement("renew_replay")
	keepReplay    = statement("keep_replay")
	dropReplay    = statement("drop_replay")
	forgetReplays = statement("forget_replays")
)

// Replay is the answer to a request, kept so that the same request sent again
// gets the same answer and does nothing more.
type Replay struct {
	// Hash is that of the request, in hex.
	Hash   string
	Status int
	// Header is JSON, Body the answer's.
	Header string
	Body   []byte
}

// ClaimReplay takes a key for a request, under a word of its own. free is false if
// another request has it, and then the Replay is that one's answer; its status is
// 0 while it is under way. A claim that is neither renewed, kept nor dropped, since
// its process died, ends after the time given.
func (s *Store) ClaimReplay(ctx context.Context, id, claim string, lasts time.Duration) (found Replay, free bool, err error) {
	err = s.write(ctx, "claim an idempotency key", func(tx *transaction) error {
		rows, err := tx.run(ctx, claimReplay, map[string]any{"id": id, "claim": claim, "seconds": int64(lasts.Seconds())})
		if err != nil {
			return err
		}
		r := rows[0]
		free = r.truth("free")
		found = Replay{Hash: r.text("hash"), Status: int(r.number("status")), Header: r.text("header"), Body: r.bytes("body")}
		return nil
	})
	return found, free, err
}

// RenewReplay lets a claim last for the time given from now on. held is false if it is
// no more: another request got the key, or the claim was kept or dropped. One that has
// ended is held again where nobody took it.
func (s *Store) RenewReplay(ctx context.Context, id, claim string, lasts time.Duration) (held bool, err error) {
	err = s.write(ctx, "renew a claim of an idempotency key", func(tx *transaction) error {
		rows, err := tx.run(ctx, renewReplay, map[string]any{"id": id, "claim": claim, "seconds": int64(lasts.Seconds())})
		held = len(rows) == 1
		return err
	})
	return held, err
}

// KeepReplay keeps the answer to the request that claimed the key, for a day.
func (s *Store) KeepReplay(ctx context.Context, id, claim string, answer Replay) error {
	return s.write(ctx, "keep an answer", func(tx *transaction) error {
		_, err := tx.run(ctx, keepReplay, map[string]any{
			"id": id, "claim": claim, "hash": answer.Hash, "status": answer.Status, "header": answer.Header, "body": answer.Body,
		})
		return err
	})
}

// DropReplay frees the key for the request to be sent again.
func (s *Store) DropReplay(ctx context.Context, id, claim string) error {
	return s.write(ctx, "free an idempotency key", func(tx *transaction) error {
		_, err := tx.run(ctx, dropReplay, map[string]any{"id": id, "claim": claim})
		return err
	})
}

// ForgetReplays removes answers whose day is over, and claims that nobody renews.
func (s *Store) ForgetReplays(ctx context.Context) error {
	return s.write(ctx, "forget answers", func(tx *transaction) error {
		_, err := tx.run(ctx, forgetReplays, nil)
		return err
	})
}
