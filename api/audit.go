package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"waymark/api/identity"
	"waymark/graphstore"
)

// Auditor keeps the audit.
type Auditor interface {
	// Audit appends entries for good, all or none.
	Audit(ctx context.Context, acts ...graphstore.AuditAct) error
}

// auditTime bounds writing what became of an operation, whose client may be gone.
const auditTime = 10 * time.Second

// exports are the operations that read and are audited all the same: they hand
// out whole documents. Those below [downloadsPath] are too.
var exports = map[string]bool{
	"read-panel-report": true, "read-manufacturer-report": true, "read-supplier-report": true, "read-fir-report": true,
	"read-quality-report": true, "read-ledger-report": true, "read-published-report": true, "read-import-rejects": true, "read-graph": true,
}

// rehearsed are the operations that are sent like changes and keep nothing.
var rehearsed = map[string]bool{"lint-submission": true, "try-changes": true, "verify-report": true}

// isAudited tells whether an operation is written to the audit: each change and each export.
func isAudited(op *huma.Operation) bool {
	if op.Method == http.MethodGet {
		return exports[op.OperationID] || strings.HasPrefix(op.Path, downloadsPath+"/")
	}
	return !rehearsed[op.OperationID]
}

// audited makes an operation that is to be audited so, and says it in the document.
func (s *Server) audited(op *huma.Operation) {
	if len(access[op.OperationID]) == 0 || !isAudited(op) {
		return
	}
	op.Extensions[auditedExtension] = true
	op.Middlewares = append(op.Middlewares, s.audit)
}

// audit writes an operation's intent before it is carried out, and afterwards what
// became of it. What cannot be written is not done.
func (s *Server) audit(hc huma.Context, next func(huma.Context)) {
	if s.o.Auditor == nil {
		next(hc)
		return
	}
	c := humagin.Unwrap(hc)
	act := actOf(c.Request, hc.Operation().OperationID)
	act.Phase = graphstore.AuditIntent
	if err := s.o.Auditor.Audit(hc.Context(), act); err != nil {
		s.log.ErrorContext(hc.Context(), "request not audited", "request_id", act.RequestID, "error", err)
		p := newProblem(http.StatusServiceUnavailable, "audit-unavailable", "what would be done cannot be written to the audit, so it is not done", "try again later")
		p.retryAfter = 5
		s.abort(c, p)
		return
	}
	panicked, later := true, &laterOutcome{act: act}
	defer func() {
		if later.taken {
			return
		}
		act.Phase, act.Status = graphstore.AuditOutcome, int64(c.Writer.Status())
		if at := c.Writer.Header().Get("Location"); at != "" {
			// What came of it goes on, or stands, there.
			act.Target += " > " + at
		}
		if c.Writer.Header().Get(headerReplayed) != "" {
			act.Target += " > replayed"
		}
		if panicked {
			act.Status = http.StatusInternalServerError
		}
		s.auditOutcome(hc.Context(), act)
	}()
	next(huma.WithValue(hc, laterKey{}, later))
	panicked = false
}

// auditOutcome writes what became of an operation, whose request may be over.
func (s *Server) auditOutcome(ctx context.Context, act graphstore.AuditAct) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTime)
	defer cancel()
	if err := s.o.Auditor.Audit(ctx, act); err != nil {
		s.log.ErrorContext(ctx, "outcome not audited", "request_id", act.RequestID, "operation", act.Operation, "status", act.Status, "error", err)
	}
}

type laterKey struct{}

// laterOutcome is an operation that may go on when its request has been answered,
// or its client has gone.
type laterOutcome struct {
	act graphstore.AuditAct
	// taken says that the outcome is written when the work has ended, and not before.
	taken bool
}

// outcomeLater leaves the outcome of the operation of ctx to who calls the function that
// it gives: with why the work failed, if it did, and where its result stands.
func (s *Server) outcomeLater(ctx context.Context) func(err error, at string) {
	later, audited := ctx.Value(laterKey{}).(*laterOutcome)
	if !audited {
		return func(error, string) {}
	}
	later.taken = true
	return func(err error, at string) {
		act := later.act
		act.Phase, act.Status = graphstore.AuditOutcome, http.StatusCreated
		if at != "" {
			act.Target += " > " + at
		}
		if err != nil {
			act.Status = int64(translate(err).Status)
		}
		s.auditOutcome(ctx, act)
	}
}

// actOf says of a request who sends it, from where, and what for.
func actOf(r *http.Request, operation string) graphstore.AuditAct {
	who := principal(r.Context())
	kind := string(who.Kind)
	if kind == "" {
		kind = "nobody"
	}
	return graphstore.AuditAct{
		ActorKind: kind, ActorID: who.ID, Actor: who.Name, Role: string(who.Role), Party: who.Party, Address: addressOf(r),
		RequestID: requestID(r.Context()), Operation: operation, Target: r.URL.RequestURI(),
	}
}

const auditPath = apiRoot + "/audit"

type auditInput struct{ Page }

type auditOutput struct {
	Body struct {
		Entries []graphstore.AuditEntry `json:"entries" doc:"Newest first. Each holds the hash of the one before it."`
		Paged
	} `nameHint:"AuditList"`
}

type auditCheckOutput struct {
	Body struct {
		Audit graphstore.AuditCheck `json:"audit"`
	} `nameHint:"AuditCheckAnswer"`
}

func (s *Server) addAudit() {
	register(s, operation("list-audit", http.MethodGet, auditPath, "identities", "Read the audit",
		"Intent and outcome of every change and export, and refused requests, counted by minute and sender. Entries are never changed or removed."), s.listAudit)
	register(s, operation("check-audit", http.MethodGet, auditPath+"/check", "identities", "Look through the whole audit",
		"Whether each entry is as it was written and follows the one before it. Note the head elsewhere to tell later whether the whole chain was written anew."), s.checkAudit)
}

func (s *Server) listAudit(ctx context.Context, in *auditInput) (*auditOutput, error) {
	key, err := decodeCursor(in.Cursor, "audit", nil, 1)
	if err != nil {
		return nil, err
	}
	// The cursor of the first page is blank: 0 begins at the newest.
	before, _ := strconv.ParseInt(key[0], 10, 64)
	found, total, err := s.o.Store.AuditEntries(ctx, s.scope(ctx), before, in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &auditOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: "exact"}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("audit", nil, []string{strconv.FormatInt(found[in.Limit-1].Seq, 10)})
	}
	out.Body.Entries = found
	return out, nil
}

func (s *Server) checkAudit(ctx context.Context, _ *struct{}) (*auditCheckOutput, error) {
	check, err := s.o.Store.VerifyAudit(ctx, s.scope(ctx))
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &auditCheckOutput{}
	out.Body.Audit = check
	return out, nil
}

// partyRefused tells whether an answer keeps from a party what is not its own:
// what is another's is not found.
func partyRefused(who identity.Principal, status int) bool {
	return who.Role.OfParty() && (status == http.StatusNotFound || status == http.StatusForbidden)
}
