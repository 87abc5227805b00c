package identity

import (
	"slices"
	"time"

	"waymark/graphstore"
)

// Kind is how somebody made known who they are.
type Kind string

// The kinds. Local is a program on this machine where nobody is asked.
const (
	Key    Kind = "key"
	Person Kind = "person"
	Local  Kind = "local"
)

// Principal is who asks, in one role. The zero Principal may do and see nothing.
type Principal struct {
	Kind Kind
	// ID is the key's id, or the provider's name and the person's subject there.
	ID string
	// Name is how the trail and the audit name them.
	Name string
	Role Role
	// Party is the organisation whose supplier or manufacturer it is; blank for other roles.
	Party string
	// ManufacturerIDs are the identifiers that the party represents, for a manufacturer.
	ManufacturerIDs []string
	// Scopes are for what a key was made; others are bound by none.
	Scopes []KeyScope
	// ExpiresAt is when a key expires; nil for one that does not, and for others.
	ExpiresAt *time.Time
	// Grants are all roles of a person; one with several chooses one for each request,
	// and until then has none.
	Grants []Grant
	// CSRF is the token that a person's changes carry.
	CSRF string
}

// Scope is what of the graph the principal may see.
func (p Principal) Scope() graphstore.Scope {
	switch p.Kind {
	case Local:
		return graphstore.Everything
	case "":
		return graphstore.Scope{}
	}
	switch p.Role {
	case Panel, Operator, Auditor:
		return graphstore.Everything
	case Supplier:
		return graphstore.OfSupplier(p.Party).Of(p.Party)
	case Manufacturer:
		return graphstore.OfManufacturer(p.ManufacturerIDs...).Of(p.Party)
	}
	return graphstore.Scope{}
}

// May tells whether the principal has one of the roles, or is not asked for any.
func (p Principal) May(roles ...Role) bool {
	if p.Kind == Local {
		return true
	}
	for _, r := range roles {
		if p.Kind != "" && p.Role == r {
			return true
		}
	}
	return false
}

// Holds tells whether the principal is a key with the scope, or bound by none.
func (p Principal) Holds(scope KeyScope) bool {
	switch p.Kind {
	case Local, Person:
		return true
	case Key:
		return slices.Contains(p.Scopes, scope)
	}
	return false
}
