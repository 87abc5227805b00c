package api

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"waymark/graphstore"
)

const (
	// refusalInterval is how long refusals are counted before they are written.
	refusalInterval = time.Minute
	// maxRefusals bounds the entries of an interval, so that a flood fills no graph.
	maxRefusals = 500
	// maxStrange bounds those of all who do not say who they are, and maxOfOne those of
	// one who does, so that none hides what others do.
	maxStrange = 200
	maxOfOne   = 20
)

// refusals counts refused requests that are alike and writes them to the audit
// once a minute. A process that is killed loses the last minute.
type refusals struct {
	auditor Auditor
	log     *slog.Logger

	mu      sync.Mutex
	counted map[graphstore.AuditAct]*refusal
	// lines is how many are counted of each who asked.
	lines map[string]int
	turns int64

	stop    chan struct{}
	stopped chan struct{}
	closing sync.Once
}

// refusal is how many were alike, the first of them, and which in turn that was.
type refusal struct {
	turn, count       int64
	target, requestID string
}

func newRefusals(auditor Auditor, log *slog.Logger) *refusals {
	r := &refusals{auditor: auditor, log: log, counted: map[graphstore.AuditAct]*refusal{}, lines: map[string]int{}, stop: make(chan struct{}), stopped: make(chan struct{})}
	go r.keepWriting()
	return r
}

// note counts a refused request.
func (r *refusals) note(request *http.Request, operation string, status int) {
	if r.auditor == nil {
		return
	}
	act := actOf(request, operation)
	first := &refusal{target: act.Target, requestID: act.RequestID}
	act.Phase, act.Status, act.Target, act.RequestID, act.Address = graphstore.AuditRefused, int64(status), "", "", networkOf(act.Address)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(act, first, 1)
}

func (r *refusals) add(act graphstore.AuditAct, first *refusal, count int64) {
	if r.counted[act] == nil {
		if r.full(act) {
			act, first = rest(act), &refusal{}
		}
		if r.counted[act] == nil {
			r.turns++
			first.turn = r.turns
			r.counted[act] = first
			r.lines[whoOf(act)]++
		}
	}
	r.counted[act].count += count
}

// whoOf names who is counted as one: all who do not say who they are together.
func whoOf(act graphstore.AuditAct) string {
	if act.ActorID == "" {
		return ""
	}
	return act.ActorKind + " " + act.ActorID
}

func (r *refusals) full(act graphstore.AuditAct) bool {
	most := maxOfOne
	if act.ActorID == "" {
		most = maxStrange
	}
	return r.lines[whoOf(act)] >= most || len(r.counted) >= maxRefusals
}

// rest is what there is no line for: of one who is known, told apart.
func rest(of graphstore.AuditAct) graphstore.AuditAct {
	all := graphstore.AuditAct{Phase: graphstore.AuditRefused, ActorKind: "nobody", Actor: "more than could be listed", Operation: "several"}
	if of.ActorID != "" {
		all.ActorKind, all.ActorID, all.Actor, all.Role, all.Party = of.ActorKind, of.ActorID, of.Actor, of.Role, of.Party
	}
	return all
}

// networkOf is an address as it is counted: who has one of IPv6 has 2⁶⁴ of them.
func networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Is4() || ip.Is4In6() {
		return address
	}
	network, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return network.String()
}

func (r *refusals) keepWriting() {
	defer close(r.stopped)
	tick := time.NewTicker(refusalInterval)
	defer tick.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(context.Background(), auditTime)
		if err := r.write(ctx); err != nil {
			r.log.ErrorContext(ctx, "refused requests not audited yet", "error", err)
		}
		cancel()
	}
}

// write appends what was counted, in the order in which it first happened. What
// cannot be written is counted on.
func (r *refusals) write(ctx context.Context) error {
	r.mu.Lock()
	counted := r.counted
	r.counted, r.lines = map[graphstore.AuditAct]*refusal{}, map[string]int{}
	r.mu.Unlock()
	if len(counted) == 0 {
		return nil
	}
	inTurn := slices.SortedFunc(maps.Keys(counted), func(a, b graphstore.AuditAct) int {
		return cmp.Compare(counted[a].turn, counted[b].turn)
	})
	acts := make([]graphstore.AuditAct, 0, len(counted))
	for _, act := range inTurn {
		all := counted[act]
		act.Count, act.Target, act.RequestID = all.count, all.target, all.requestID
		acts = append(acts, act)
	}
	err := r.auditor.Audit(ctx, acts...)
	if err == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, act := range inTurn {
		all := counted[act]
		r.add(act, &refusal{target: all.target, requestID: all.requestID}, all.count)
	}
	return err
}

// close writes what is left. It is idempotent.
func (r *refusals) close(ctx context.Context) error {
	r.closing.Do(func() { close(r.stop) })
	<-r.stopped
	return r.write(ctx)
}
