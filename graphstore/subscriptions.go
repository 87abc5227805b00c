package graphstore

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

var (
	addSubscription     = statement("add_subscription")
	listSubscriptions   = statement("list_subscriptions")
	countSubscriptions  = statement("count_subscriptions")
	lockSubscription    = statement("lock_subscription")
	changeSubscription  = statement("change_subscription")
	advanceSubscription = statement("advance_subscription")
	failSubscription    = statement("fail_subscription")
)

// failureToldEvery is how often the operator is told that mail cannot be made.
const failureToldEvery = 31 * 24 * time.Hour

// Subscription says who gets which report or digest by mail, and when. What is
// in it was checked by whoever added it.
type Subscription struct {
	ID string `json:"id"`
	// Audience is panel, manufacturer, supplier or operator; Party is the
	// organisation, where the audience or the pack is about one.
	Audience string `json:"audience"`
	Party    string `json:"party"`
	// Pack is a report pack or digest.
	Pack string `json:"pack"`
	// Schedule is minute hour day month weekday, by the clock of Zone.
	Schedule string `json:"schedule"`
	Zone     string `json:"zone"`
	// Format is that of the pack; Attach says that it comes with the mail, and not
	// only where to fetch it.
	Format string `json:"format"`
	Attach bool   `json:"attach"`
	// Severities, Rules and Models say which findings a digest is about; empty lets all pass.
	Severities []string `json:"severities"`
	Rules      []string `json:"rules"`
	Models     []string `json:"models"`
	// To are the addresses that get a message each.
	To        []string  `json:"to"`
	Paused    bool      `json:"paused"`
	CreatedAt time.Time `json:"createdAt"`
	CreatedBy string    `json:"createdBy"`
	// LastDueAt is until when the schedule's times are done with; LastRunID the
	// run that was last told about, and LastSentAt when the last mail was made.
	LastDueAt  time.Time  `json:"lastDueAt"`
	LastRunID  string     `json:"lastRunId"`
	LastSentAt *time.Time `json:"lastSentAt,omitempty"`
	// LastFingerprint is that of the report that was last sent; blank for a digest
	// and for reports about findings, which are compared by run.
	LastFingerprint string `json:"-"`
	// LastHeartbeatAt is when a mail last said that nothing has changed.
	LastHeartbeatAt *time.Time `json:"lastHeartbeatAt,omitempty"`
	// LastSkipped says why the last due time made no mail; blank if it made one.
	LastSkipped string `json:"lastSkipped,omitempty"`
	// Failing says why the mail that is due cannot be made; blank if none is, or it can.
	Failing string `json:"failing,omitempty"`
	// Revision grows with every change by a person.
	Revision int64 `json:"revision"`
	// advances counts the due times that were done with.
	advances int64
}

// AddSubscription keeps a subscription that begins at now: its first mail is
// made at the first time of its schedule after that. It sets ID and Revision.
func (s *Store) AddSubscription(ctx context.Context, scope Scope, sub Subscription, now time.Time) (Subscription, error) {
	made, err := uuid.NewV7()
	if err != nil {
		return Subscription{}, fmt.Errorf("make subscription id: %w", err)
	}
	props := subscriptionProperties(sub)
	props["createdAt"], props["createdBy"], props["lastDueAt"], props["revision"], props["advances"] = now.UTC(), sub.CreatedBy, now.UTC(), 1, 0
	err = s.write(ctx, "add a subscription", func(tx *transaction) error {
		_, err := tx.run(ctx, addSubscription, map[string]any{"id": made.String(), "props": props})
		return err
	})
	if err != nil {
		return Subscription{}, err
	}
	return s.Subscription(ctx, scope, made.String())
}

// subscriptionProperties are what people set.
func subscriptionProperties(sub Subscription) map[string]any {
	return map[string]any{
		"audience": sub.Audience, "party": sub.Party, "pack": sub.Pack, "schedule": sub.Schedule, "zone": sub.Zone, "format": sub.Format, "attach": sub.Attach,
		"severities": orEmpty(sub.Severities), "rules": orEmpty(sub.Rules), "models": orEmpty(sub.Models), "to": orEmpty(sub.To), "paused": sub.Paused,
	}
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// Subscriptions returns every subscription, the oldest first.
func (s *Store) Subscriptions(ctx context.Context, scope Scope) ([]Subscription, error) {
	return s.subscriptions(ctx, scope, "", Place{}, wholeList)
}

// SubscriptionPage lists at most limit subscriptions after the place of one, which is
// when it was added and its id, the oldest first, and how many there are in all.
func (s *Store) SubscriptionPage(ctx context.Context, scope Scope, after Place, limit int) ([]Subscription, int64, error) {
	counted, err := s.read(ctx, scope, countSubscriptions, nil)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.subscriptions(ctx, scope, "", after, limit)
	return found, counted[0].number("total"), err
}

// Subscription returns one; ErrNotFound if there is none or it was removed.
func (s *Store) Subscription(ctx context.Context, scope Scope, id string) (Subscription, error) {
	if id == "" {
		return Subscription{}, fmt.Errorf("subscription: %w", ErrNotFound)
	}
	all, err := s.subscriptions(ctx, scope, id, Place{}, 1)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return Subscription{}, err
	}
	return all[0], nil
}

func (s *Store) subscriptions(ctx context.Context, scope Scope, id string, after Place, limit int) ([]Subscription, error) {
	params := after.params(limit)
	params["id"] = id
	rows, err := s.read(ctx, scope, listSubscriptions, params)
	out := make([]Subscription, 0, len(rows))
	for _, r := range rows {
		out = append(out, toSubscription(asRow(r.value("subscription"))))
	}
	return out, err
}

func toSubscription(r row) Subscription {
	return Subscription{
		ID: r.text("id"), Audience: r.text("audience"), Party: r.text("party"), Pack: r.text("pack"), Schedule: r.text("schedule"), Zone: r.text("zone"),
		Format: r.text("format"), Attach: r.truth("attach"), Severities: r.texts("severities"), Rules: r.texts("rules"), Models: r.texts("models"),
		To: r.texts("to"), Paused: r.truth("paused"), CreatedAt: r.moment("createdAt"), CreatedBy: r.text("createdBy"), LastDueAt: r.moment("lastDueAt"),
		LastRunID: r.text("lastRunId"), LastFingerprint: r.text("lastFingerprint"), LastSentAt: r.momentIfAny("lastSentAt"), LastHeartbeatAt: r.momentIfAny("lastHeartbeatAt"),
		LastSkipped: r.text("lastSkipped"), Failing: r.text("failing"), Revision: r.number("revision"), advances: r.number("advances"),
	}
}

// momentIfAny is nil for null.
func (r row) momentIfAny(key string) *time.Time {
	if r.value(key) == nil {
		return nil
	}
	at := r.moment(key)
	return &at
}

// ChangeSubscription replaces what people set of sub, which names the revision
// that was looked at; a subscription that goes on after a pause, or gets another
// schedule, begins anew at now. seen, where it is not nil, is asked about it in the
// transaction that changes it, whether it is as it was looked at. It fails with
// *ChangedError if that says no, with ErrConflict when somebody changed it meanwhile,
// and with ErrNotFound when it is not there.
func (s *Store) ChangeSubscription(ctx context.Context, scope Scope, sub Subscription, seen func(Subscription) bool, now time.Time) (Subscription, error) {
	var changed Subscription
	err := s.write(ctx, "change a subscription", func(tx *transaction) error {
		was, err := tx.lockSubscription(ctx, scope, sub.ID, seen)
		if err != nil {
			return err
		}
		if was.Revision != sub.Revision {
			return fmt.Errorf("subscription %s has changed since: you saw revision %d, and it is at %d: %w", sub.ID, sub.Revision, was.Revision, ErrConflict)
		}
		props := subscriptionProperties(sub)
		if was.Paused && !sub.Paused || was.Schedule != sub.Schedule || was.Zone != sub.Zone {
			props["lastDueAt"] = now.UTC()
		}
		props["failing"], props["failureToldAt"] = nil, nil
		changed, err = tx.changeSubscription(ctx, sub.ID, props)
		return err
	})
	return changed, err
}

// RemoveSubscription ends a subscription for good, and returns it as it was. It is
// kept, but listed no more; messages that it made already are still sent. It asks
// seen and fails as [Store.ChangeSubscription] does.
func (s *Store) RemoveSubscription(ctx context.Context, scope Scope, id, by string, seen func(Subscription) bool, now time.Time) (Subscription, error) {
	var was Subscription
	err := s.write(ctx, "remove a subscription", func(tx *transaction) (err error) {
		if was, err = tx.lockSubscription(ctx, scope, id, seen); err != nil {
			return err
		}
		_, err = tx.changeSubscription(ctx, id, map[string]any{"removedAt": now.UTC(), "removedBy": by})
		return err
	})
	return was, err
}

// lockSubscription takes the lock of a subscription, and refuses one that was not seen so.
func (t *transaction) lockSubscription(ctx context.Context, scope Scope, id string, seen func(Subscription) bool) (Subscription, error) {
	rows, err := t.runFor(ctx, scope, lockSubscription, map[string]any{"id": id})
	if err != nil {
		return Subscription{}, err
	}
	if len(rows) == 0 {
		return Subscription{}, fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	}
	now := toSubscription(asRow(rows[0].value("subscription")))
	return now, unseen(now, seen)
}

// changeSubscription changes a subscription that is locked.
func (t *transaction) changeSubscription(ctx context.Context, id string, props map[string]any) (Subscription, error) {
	rows, err := t.run(ctx, changeSubscription, map[string]any{"id": id, "props": props})
	if err != nil {
		return Subscription{}, err
	}
	return toSubscription(asRow(rows[0].value("subscription"))), nil
}

// Advance is what a due time of a subscription came to.
type Advance struct {
	// Subscription is as it was read when the mail was made.
	Subscription Subscription
	// Until is the moment up to which its schedule is done with.
	Until time.Time
	// RunID is the run that was told about; blank leaves the one before.
	RunID string
	// Fingerprint is that of the report that was sent; blank leaves the one before.
	Fingerprint string
	// Heartbeat says that the messages say that nothing has changed.
	Heartbeat bool
	// Skipped says why there are no messages.
	Skipped  string
	Messages []NewMessage
}

// AdvanceSubscription records what a due time came to and adds its messages to
// the outbox, in one transaction. It does nothing and answers false when another
// process did so first, or somebody paused, changed or removed the subscription.
func (s *Store) AdvanceSubscription(ctx context.Context, a Advance) (advanced bool, err error) {
	props := map[string]any{"lastDueAt": a.Until.UTC(), "lastSkipped": fromText(a.Skipped), "failing": nil, "failureToldAt": nil}
	if a.RunID != "" {
		props["lastRunId"] = a.RunID
	}
	if a.Fingerprint != "" {
		props["lastFingerprint"] = a.Fingerprint
	}
	if len(a.Messages) > 0 {
		props["lastSentAt"] = a.Until.UTC()
	}
	if a.Heartbeat {
		props["lastHeartbeatAt"] = a.Until.UTC()
	}
	err = s.write(ctx, "advance a subscription", func(tx *transaction) error {
		advanced = false
		rows, err := tx.run(ctx, advanceSubscription, map[string]any{
			"id": a.Subscription.ID, "revision": a.Subscription.Revision, "advances": a.Subscription.advances, "props": props,
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := tx.addMessages(ctx, a.Messages); err != nil {
			return err
		}
		advanced = true
		return nil
	})
	return advanced, err
}

// FailSubscription keeps why the mail of a subscription, as it was read, cannot be
// made, and leaves a notice of it for the operator, under the name called, once a
// month while that lasts. It does nothing when the mail was made meanwhile, or
// somebody paused, changed or removed the subscription.
func (s *Store) FailSubscription(ctx context.Context, sub Subscription, called, why string, now time.Time) error {
	return s.write(ctx, "fail a subscription", func(tx *transaction) error {
		_, err := tx.run(ctx, failSubscription, map[string]any{
			"id": sub.ID, "revision": sub.Revision, "advances": sub.advances, "subject": called, "why": why, "now": now.UTC(), "again": now.Add(-failureToldEvery).UTC(),
		})
		return err
	})
}
