package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"waymark/api/identity"
	"waymark/graphstore"
)

// Authenticator says who sent a request.
type Authenticator interface {
	// Authenticate returns who asks; the zero Principal if the request does not
	// say. An error is a credential that is wrong, or a store that cannot be asked.
	Authenticate(r *http.Request) (identity.Principal, error)
}

// The groups of roles to whom operations are open.
var (
	readers   = []identity.Role{identity.Panel, identity.Operator, identity.Auditor}
	deciders  = []identity.Role{identity.Panel, identity.Operator}
	operators = []identity.Role{identity.Operator}
	panel     = []identity.Role{identity.Panel}
	everyone  = identity.Roles
	// public is open to whoever can reach the service.
	public = []identity.Role{}
	// triagers are those who work on findings, each on those that it sees.
	triagers = []identity.Role{identity.Panel, identity.Operator, identity.Manufacturer, identity.Supplier}
)

// access says to which roles each operation is open, by its id; a party's role
// sees in it only what its scope lets through. An operation that is not here
// cannot be registered.
var access = map[string][]identity.Role{
	"read-health":    public,
	"read-readiness": public,
	"read-metrics":   {identity.Operator, identity.Auditor},

	"create-import":       operators,
	"list-imports":        readers,
	"read-import":         readers,
	"read-import-rejects": readers,

	"create-run": operators,
	"list-runs":  readers,
	"read-run":   readers,
	"diff-runs":  readers,
	"read-trend": readers,

	"list-rules":      everyone,
	"read-rule":       everyone,
	"list-findings":   everyone,
	"read-finding":    everyone,
	"change-finding":  triagers,
	"comment-finding": triagers,
	"triage-findings": triagers,
	"read-baseline":   readers,
	"take-baseline":   operators,
	"list-waivers":    readers,
	"read-waiver":     readers,
	"create-waiver":   panel,
	"end-waiver":      panel,

	"lint-submission": {identity.Panel, identity.Operator, identity.Manufacturer},
	"try-changes":     deciders,
	"explain-subject": everyone,

	"list-versions":        everyone,
	"read-version":         everyone,
	"read-version-history": everyone,
	"read-version-edges":   everyone,
	"list-manufacturers":   everyone,
	"read-manufacturer":    everyone,
	"list-models":          everyone,
	"read-model":           everyone,
	"list-cohorts":         {identity.Panel, identity.Operator, identity.Supplier, identity.Auditor},
	"list-parties":         readers,
	"download-versions":    everyone,
	"download-findings":    everyone,
	"download-cohorts":     {identity.Panel, identity.Operator, identity.Supplier, identity.Auditor},
	"read-graph":           everyone,
	"list-restrictions":    {identity.Panel, identity.Operator, identity.Supplier, identity.Auditor},
	"read-restriction":     {identity.Panel, identity.Operator, identity.Supplier, identity.Auditor},
	"create-restriction":   deciders,
	"lift-restriction":     deciders,

	"list-asked":   readers,
	"create-asked": deciders,

	"read-install-totals": {identity.Panel, identity.Operator, identity.Manufacturer, identity.Auditor},

	"read-panel-report":        readers,
	"read-manufacturer-report": {identity.Panel, identity.Operator, identity.Manufacturer, identity.Auditor},
	"read-supplier-report":     {identity.Panel, identity.Operator, identity.Supplier, identity.Auditor},
	"read-fir-report":          {identity.Panel, identity.Operator, identity.Supplier, identity.Auditor},
	"read-quality-report":      readers,
	"read-ledger-report":       readers,
	"list-published-reports":   everyone,
	"read-published-report":    everyone,
	"publish-report":           deciders,
	"verify-report":            everyone,

	"list-subscriptions":   readers,
	"read-subscription":    readers,
	"create-subscription":  operators,
	"change-subscription":  operators,
	"remove-subscription":  operators,
	"preview-subscription": operators,
	"send-subscription":    operators,
	"list-messages":        readers,
	"resend-message":       operators,
	"list-undeliverable":   readers,

	"list-keys":  {identity.Operator, identity.Auditor},
	"create-key": operators,
	"rotate-key": operators,
	"revoke-key": operators,

	"list-audit":  {identity.Operator, identity.Auditor},
	"check-audit": {identity.Operator, identity.Auditor},

	"list-providers":     public,
	"begin-login":        public,
	"finish-login":       public,
	"read-me":            everyone,
	"end-sessions":       {identity.Operator},
	"log-out":            everyone,
	"log-out-everywhere": everyone,
}

// roleless are open to a person with several roles who has not chosen one.
var roleless = map[string]bool{"read-me": true, "log-out": true, "log-out-everywhere": true}

// forKeys are the operations that need the scope keys.
var forKeys = map[string]bool{"create-key": true, "rotate-key": true, "revoke-key": true}

// scopeOf is the scope that a key needs for an operation.
func scopeOf(op *huma.Operation) identity.KeyScope {
	switch {
	case forKeys[op.OperationID]:
		return identity.KeysScope
	case op.Method == http.MethodGet || rehearsed[op.OperationID]:
		return identity.ReadScope
	}
	return identity.ChangeScope
}

// rolesExtension names in the document the roles to which an operation is open.
const rolesExtension = "x-waymark-roles"

// scopeExtension names in the document the scope that a key needs for an operation.
const scopeExtension = "x-waymark-scope"

// auditedExtension marks in the document the operations that are audited.
const auditedExtension = "x-waymark-audited"

type principalKey struct{}

// principal is who asks.
func principal(ctx context.Context) identity.Principal {
	p, _ := ctx.Value(principalKey{}).(identity.Principal)
	return p
}

// authenticate notes who asks. A wrong credential ends the request, also where
// none is needed: its sender takes itself for somebody.
func (s *Server) authenticate(c *gin.Context) {
	who := identity.Principal{Kind: identity.Local, Name: "api"}
	if s.o.Authenticator != nil {
		var err error
		if who, err = s.o.Authenticator.Authenticate(c.Request); err != nil {
			p := s.problem(c.Request.Context(), err)
			if p.Status == http.StatusUnauthorized || p.Status == http.StatusForbidden {
				s.refused.note(c.Request, methodOf(c.Request)+" "+c.FullPath(), p.Status)
			}
			s.abort(c, p)
			return
		}
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), principalKey{}, who))
	c.Next()
}

// guard lets an operation be carried out only for its roles, and by keys that have
// its scope, and says so in the document.
func (s *Server) guard(op *huma.Operation) {
	roles, known := access[op.OperationID]
	if !known {
		panic(fmt.Sprintf("operation %s is open to nobody: say in access.go to whom", op.OperationID))
	}
	if op.Extensions == nil {
		op.Extensions = map[string]any{}
	}
	op.Extensions[rolesExtension] = roles
	if len(roles) == 0 {
		return
	}
	scope := scopeOf(op)
	op.Extensions[scopeExtension] = scope
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	op.Security = []map[string][]string{{"key": {}}, {"session": {}}}
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		who, c := principal(hc.Context()), humagin.Unwrap(hc)
		var p *Problem
		switch {
		case !who.May(roles...) && (who.Kind != identity.Person || !roleless[op.OperationID]):
			p = mayNot(who, roles)
		case !who.Holds(scope):
			p = newProblem(http.StatusForbidden, "scope-missing", "the key is not made for this", "send a key that has the scope "+string(scope))
		default:
			next(hc)
			if status := c.Writer.Status(); partyRefused(who, status) {
				s.refused.note(c.Request, op.OperationID, status)
			}
			return
		}
		s.refused.note(c.Request, op.OperationID, p.Status)
		s.abort(c, p)
	})
}

// mayNot says why somebody may not do what is for these roles.
func mayNot(who identity.Principal, roles []identity.Role) *Problem {
	switch {
	case who.Kind == "":
		return newProblem(http.StatusUnauthorized, "who-are-you", "the request does not say who sends it", "send the secret of an API key as Authorization: Bearer SECRET")
	case who.Role == "" && len(who.Grants) > 1:
		return newProblem(http.StatusForbidden, "choose-role", "you have several roles", "name one in "+identity.HeaderRole+"; GET /api/v1/me tells which you have")
	}
	if who.Role == "" {
		return newProblem(http.StatusForbidden, "role-missing", "you have no role here", "it is for "+namesOf(roles))
	}
	return newProblem(http.StatusForbidden, "role-missing", "this is not for the role "+string(who.Role), "it is for "+namesOf(roles))
}

func namesOf(roles []identity.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// scope says what of the graph a request may see.
func (s *Server) scope(ctx context.Context) graphstore.Scope { return principal(ctx).Scope() }

// acting says who changes something: the principal, or, where nobody is asked, the name that was given.
func (s *Server) acting(ctx context.Context, by string) graphstore.Acting {
	who := principal(ctx)
	name := who.Name
	if by = strings.TrimSpace(by); who.Kind == identity.Local && by != "" {
		name = by
	}
	return graphstore.Acting{By: name, Today: s.today(), Wait: graphstore.Wait{For: s.o.BusyWait}}
}
