package identity

import "slices"

// Role is what somebody is to Waymark. What each may do stands in package api,
// operation by operation.
type Role string

// The roles. Manufacturer and supplier are always those of one party.
const (
	// Panel reads everything and grants waivers.
	Panel Role = "panel"
	// Operator runs the service: imports, runs, subscriptions, keys.
	Operator Role = "operator"
	// Manufacturer sees its own models and what is found about them.
	Manufacturer Role = "manufacturer"
	// Supplier sees its own installs, and every version and pathway.
	Supplier Role = "supplier"
	// Auditor reads everything and changes nothing.
	Auditor Role = "auditor"
)

// Roles are all roles, in the order in which documents name them.
var Roles = []Role{Panel, Operator, Manufacturer, Supplier, Auditor}

// Known tells whether it is one of [Roles].
func (r Role) Known() bool { return slices.Contains(Roles, r) }

// OfParty tells whether the role is held for a party alone.
func (r Role) OfParty() bool { return r == Manufacturer || r == Supplier }
