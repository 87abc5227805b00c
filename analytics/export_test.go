package analytics

import "waymark/cpl"

// Bind is Rule.bind, for tests outside the package.
var Bind = Rule.bind

// BindWithin is Bind for a rehearsal's scope.
func BindWithin(r Rule, s Settings, today cpl.Date, scope RuleScope) map[string]any {
	params := r.bind(s, today)
	scope.confine(params)
	return params
}
