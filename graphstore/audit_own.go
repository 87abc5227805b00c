package graphstore

import (
	"context"
	"errors"
)

// Audited writes around work that the service does of its own accord: what it is
// about to do, without which it is not done, and then what came of it. work gives
// where its result stands, or what else is to be said of it. Its errors are those of
// [Store.Audit] and those of work.
func (s *Store) Audited(ctx context.Context, operation, target string, work func() (result string, err error)) error {
	act := AuditAct{Phase: AuditIntent, ActorKind: "service", Actor: "waymark", Operation: operation, Target: target}
	if err := s.Audit(ctx, act); err != nil {
		return err
	}
	result, err := work()
	act.Phase = AuditOutcome
	if result != "" {
		act.Target += " > " + result
	}
	if err != nil {
		act.Status = 1
	}
	return errors.Join(err, s.Audit(context.WithoutCancel(ctx), act))
}
