package api

import (
	"context"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"golang.org/x/time/rate"
	"waymark/api/identity"
)

// Limits bound what is asked for at once, by one caller and by all. What is zero
// takes a default.
type Limits struct {
	// Rate is how many requests a second one caller may send, Burst how many at
	// once after a pause. A program that is asked for no identity has no rate.
	Rate  float64
	Burst int
	// ChangeRate and ChangeBurst are likewise of a party's changes and exports, and of the logins
	// that one address begins: the graph keeps something of each.
	ChangeRate  float64
	ChangeBurst int
	// PerCaller bounds the requests of one caller that are under way, PerParty those of
	// a manufacturer or supplier, and HeavyPerCaller those of them that are heavy.
	PerCaller, PerParty, HeavyPerCaller int
	// Light and Heavy bound the requests of all callers that are under way.
	Light, Heavy int
	// Patience is how long a request waits for its place before it is refused.
	Patience time.Duration
}

func (l Limits) withDefaults() Limits {
	set := func(n *int, to int) {
		if *n == 0 {
			*n = to
		}
	}
	if l.Rate == 0 {
		l.Rate = 100
	}
	if l.Patience == 0 {
		l.Patience = 5 * time.Second
	}
	if l.ChangeRate == 0 {
		l.ChangeRate = 2
	}
	set(&l.Burst, 200)
	set(&l.ChangeBurst, 60)
	set(&l.PerCaller, 32)
	set(&l.PerParty, 8)
	set(&l.HeavyPerCaller, 2)
	set(&l.Light, 64)
	set(&l.Heavy, 4)
	return l
}

// The weights of operations: heavy ones have a pool of their own, so that they
// cannot starve the others; loads and runs have their own slots (jobs.go), and
// probes are never refused.
type weight int

const (
	light weight = iota
	heavy
	job
	probe
)

var weights = map[string]weight{
	"read-health": probe, "read-readiness": probe, "read-metrics": probe,
	"create-import": job, "create-run": job,
	"download-versions": heavy, "download-findings": heavy, "download-cohorts": heavy, "read-graph": heavy,
	"read-panel-report": heavy, "read-manufacturer-report": heavy, "read-supplier-report": heavy, "read-fir-report": heavy, "read-quality-report": heavy,
	"read-ledger-report": heavy, "read-published-report": heavy, "publish-report": heavy, "read-import-rejects": heavy,
	"explain-subject": heavy, "lint-submission": heavy, "verify-report": heavy, "try-changes": heavy, "preview-subscription": heavy, "send-subscription": heavy,
	"check-audit": heavy, "list-asked": heavy, "diff-runs": heavy,
}

const (
	// keptCallers is how many callers are remembered before idle ones are forgotten.
	keptCallers = 10_000
	callerIdle  = 10 * time.Minute
)

// limiter keeps the limits.
type limiter struct {
	limits Limits
	light  pool
	heavy  pool

	mu      sync.Mutex
	callers map[string]*caller
}

// caller is what one caller has under way.
type caller struct {
	rate    *rate.Limiter
	changes *rate.Limiter
	active  int
	heavy   int
	seen    time.Time
}

// pace is with what rates a request is counted.
type pace int

const (
	unrated pace = iota
	rated
	// kept is for what leaves something in the graph.
	kept
)

func newLimiter(l Limits) *limiter {
	l = l.withDefaults()
	return &limiter{limits: l, light: newPool(l.Light), heavy: newPool(l.Heavy), callers: map[string]*caller{}}
}

// pool is places for requests under way. Parties, and who does not say who they
// are, leave a quarter of them to those who run the service and look after it.
type pool struct{ all, parties slots }

func newPool(places int) pool {
	return pool{all: make(slots, places), parties: make(slots, places-places/4)}
}

// enter takes a place, or gives up after a time. free must be called when it has.
func (p pool) enter(ctx context.Context, party bool, most time.Duration) (free func(), ok bool) {
	if !party {
		return p.all.free, p.all.wait(ctx, most)
	}
	if !p.parties.wait(ctx, most) {
		return nil, false
	}
	if !p.all.wait(ctx, most) {
		p.parties.free()
		return nil, false
	}
	return func() {
		p.all.free()
		p.parties.free()
	}, true
}

// place gives a request a place among those of all callers, or says why not. free
// must be called when it has ended.
func (l *limiter) place(ctx context.Context, party bool, w weight) (free func(), p *Problem) {
	places := l.light
	if w == heavy {
		places = l.heavy
	}
	free, ok := places.enter(ctx, party, l.limits.Patience)
	if !ok {
		p := newProblem(http.StatusServiceUnavailable, "too-busy", "too many requests are under way", "try again a little later")
		p.retryAfter = 5
		return nil, p
	}
	return free, nil
}

// wait takes a place within a time.
func (s slots) wait(ctx context.Context, most time.Duration) bool {
	if s.take() == nil {
		return true
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case s <- struct{}{}:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// atOnce is how many requests of somebody may be under way.
func (l *limiter) atOnce(who identity.Principal) int {
	if who.Role.OfParty() {
		return l.limits.PerParty
	}
	return l.limits.PerCaller
}

// enterCaller lets a request of a caller begin, of which most may be under way, or
// says why not. leaveCaller must be called when it has ended.
func (l *limiter) enterCaller(who string, most int, as pace, w weight) (*caller, *Problem) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.callers[who]
	if c == nil {
		l.forgetIdle()
		c = &caller{
			rate:    rate.NewLimiter(rate.Limit(l.limits.Rate), l.limits.Burst),
			changes: rate.NewLimiter(rate.Limit(l.limits.ChangeRate), l.limits.ChangeBurst),
		}
		l.callers[who] = c
	}
	c.seen = time.Now()
	if as != unrated && !c.rate.Allow() {
		return nil, tooMany(l.limits.Rate, "the caller sends more requests than it may", "send fewer: a larger limit instead of many pages, a download instead of all pages")
	}
	if as == kept && !c.changes.Allow() {
		return nil, tooMany(l.limits.ChangeRate, "the caller changes or exports more than it may", "change many findings with one request, or wait")
	}
	if c.active >= most || (w == heavy && c.heavy >= l.limits.HeavyPerCaller) {
		p := newProblem(http.StatusTooManyRequests, "too-many-at-once", "the caller has too many such requests under way", "wait for one to end")
		p.retryAfter = 1
		return nil, p
	}
	c.active++
	if w == heavy {
		c.heavy++
	}
	return c, nil
}

func tooMany(perSecond float64, what, instead string) *Problem {
	p := newProblem(http.StatusTooManyRequests, "too-many-requests", what, instead)
	p.retryAfter = max(1, int(math.Ceil(1/perSecond)))
	return p
}

// paceOf is how a request of somebody is counted.
func paceOf(who identity.Principal, op *huma.Operation) pace {
	switch {
	case who.Kind == identity.Local:
		return unrated
	case who.Role.OfParty() && (op.Method != http.MethodGet || isAudited(op)) && who.May(access[op.OperationID]...), who.Kind == "" && op.OperationID == "begin-login":
		return kept
	}
	return rated
}

func (l *limiter) leaveCaller(c *caller, w weight) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.active--
	if w == heavy {
		c.heavy--
	}
}

// forgetIdle forgets callers that have not been heard of for a while, where there are many.
func (l *limiter) forgetIdle() {
	if len(l.callers) < keptCallers {
		return
	}
	for who, c := range l.callers {
		if c.active == 0 && time.Since(c.seen) > callerIdle {
			delete(l.callers, who)
		}
	}
}

// bound makes an operation keep the limits of one caller.
func (s *Server) bound(op *huma.Operation) {
	w := weights[op.OperationID]
	if w == probe {
		return
	}
	op.Errors = append(op.Errors, http.StatusTooManyRequests)
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(hc)
		who := principal(hc.Context())
		counted, p := s.limiter.enterCaller(countedAs(who, addressOf(c.Request)), s.limiter.atOnce(who), paceOf(who, hc.Operation()), w)
		if p != nil {
			s.abort(c, p)
			return
		}
		defer s.limiter.leaveCaller(counted, w)
		next(hc)
	})
}

// placed makes an operation take one of the places of all callers. It does so
// once the body is here: who sends slowly keeps nobody else waiting.
func (s *Server) placed(op *huma.Operation) {
	w := weights[op.OperationID]
	if w == probe || w == job {
		return
	}
	takesBody := op.Method != http.MethodGet
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(hc)
		if takesBody {
			done, err := s.awaitBody(c)
			if err != nil {
				s.abort(c, s.problem(hc.Context(), err))
				return
			}
			defer done()
			if c.GetHeader(headerIdempotencyKey) != "" {
				// Its body is here, so it goes on without its client.
				c.Request = c.Request.WithContext(context.WithoutCancel(c.Request.Context()))
			}
		}
		who := principal(hc.Context())
		free, p := s.limiter.place(hc.Context(), who.Kind == "" || who.Role.OfParty(), w)
		if p != nil {
			s.abort(c, p)
			return
		}
		defer free()
		next(hc)
	})
}

// callerOf names one caller: a key, a person, or, where nobody says who they are,
// an address.
func callerOf(who identity.Principal, address string) string {
	if who.Kind == "" {
		return "address " + networkOf(address)
	}
	return string(who.Kind) + " " + who.ID
}

// countedAs names who is counted as one caller: all that ask for one party are
// one, so that none takes more with many keys.
func countedAs(who identity.Principal, address string) string {
	if who.Role.OfParty() {
		return string(who.Role) + " " + who.Party
	}
	return callerOf(who, address)
}
