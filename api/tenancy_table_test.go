//go:build integration

package api_test

import "waymark/api/identity"

// asking says how an operation is asked, and what it answers those whom it is open to.
// {name} in its query and body stands for what a party has of that name, as
// {entryId} in its path does; tenancy_estate_test.go has the names. An answer is a
// status, of a problem with its code.
type asking struct {
	// id is the name of what {id} in the path stands for.
	id                 string
	query, media, body string
	// before makes what the request uses up; it is not called for what nobody has.
	before func(e *estate, own things)
	// own, other and none are what is answered of one's own, of another's and of what
	// there is not: 200, and 404 not-found for the others, if left out. An operation
	// about nobody's thing is asked with filters, and answers to each of them as own.
	own, other, none string
	// noneAll is none for those who see everything, idle what is answered to a party
	// that has nothing, where they differ.
	noneAll, idle string
	// shared are parties' roles that see everybody's.
	shared []identity.Role
	// last puts off what would spoil other requests.
	last bool
}

var suppliers = []identity.Role{identity.Supplier}

// table has one for each operation of the document, by its id. A new operation
// needs one: mostly {} for a GET, for a change what is sent and what it comes to.
var table = map[string]asking{
	"read-reference":      {},
	"read-reference-file": {own: "404", other: "404", none: "404"},
	"read-openapi":        {},
	"read-health":         {},
	"read-readiness":      {},
	"read-metrics":        {},

	"create-import":       {query: "kind=cpl&dryRun=true", media: "text/csv", body: listHeader + "ALDER-9,ESME,A0C1,00000001,00000009,Current,N/A\n", own: "201"},
	"list-imports":        {},
	"read-import":         {id: "import"},
	"read-import-rejects": {id: "import"},

	"create-run": {body: `{"rules":["predecessor-unknown"]}`, own: "201", last: true},
	"list-runs":  {},
	"read-run":   {id: "run"},
	"diff-runs":  {id: "run"},
	"read-trend": {},

	"list-rules":    {idle: "200"},
	"read-rule":     {id: "ruleId", shared: identity.Roles, idle: "200"},
	"list-findings": {},
	"read-finding":  {},
	"change-finding": {
		before: (*estate).readRevision, body: `{"to":"{state}","why":"w","revision":{revision}}`,
	},
	"comment-finding": {body: `{"text":"hello"}`, own: "201"},
	"triage-findings": {body: `{"rule":"{rule}","manufacturer":"{maker}","supplier":"{supplier}","to":"acknowledged","why":"w","dryRun":true}`, other: "200", none: "200"},
	"read-baseline":   {},
	"take-baseline":   {body: `{"reason":"r","reference":"R-1"}`, own: "409 baseline-taken"},
	"list-waivers":    {},
	"read-waiver":     {id: "waiver"},
	"create-waiver":   {body: `{"fingerprint":"{fingerprint}","reason":"r","reference":"R-1","until":"{month}"}`, own: "201", last: true},
	"end-waiver":      {id: "waiver", query: "why=mended", before: (*estate).waive},

	"lint-submission": {
		media: "text/csv", body: listHeader + "NEW-1,ESME,{maker},00000001,00000007,Current,N/A\n",
		other: "422 foreign-rows", none: "422 foreign-rows", noneAll: "200",
	},
	"try-changes":     {body: `{"changes":[{"remove":"{entryId}"}]}`, none: "422 unknown-entry"},
	"explain-subject": {query: "subject={subject}", other: "404 unknown-subject", none: "404 unknown-subject"},

	"list-versions":        {},
	"read-version":         {shared: suppliers},
	"read-version-history": {shared: suppliers},
	"read-version-edges":   {shared: suppliers},
	"list-manufacturers":   {},
	"read-manufacturer":    {id: "maker", shared: suppliers},
	"list-models":          {},
	"read-model":           {shared: suppliers},
	"list-cohorts":         {},
	"list-parties":         {},
	"download-versions":    {},
	"download-findings":    {},
	"download-cohorts":     {},
	"read-graph":           {},
	"list-restrictions":    {},
	"read-restriction":     {id: "restriction", shared: suppliers},
	"create-restriction": {
		before: (*estate).nextDay, body: `{"from":"{from}","to":"{entryId}","reason":"r","reference":"R-1","startsOn":"{day}","endsOn":"{day}"}`,
		own: "201", none: "422 unknown-version",
	},
	"lift-restriction": {id: "restriction", query: "why=mended", before: (*estate).restrict},

	"list-asked":   {},
	"create-asked": {body: `{"entry":"{entryId}","reference":"letter","chase":true}`, own: "201", none: "422 unknown-version"},

	"read-install-totals": {},

	"read-panel-report":        {},
	"read-manufacturer-report": {query: "party={manufacturerParty}", noneAll: "422 unknown-party", idle: "404 not-found"},
	"read-supplier-report":     {query: "party={supplierParty}", noneAll: "422 unknown-party"},
	"read-fir-report":          {},
	"read-quality-report":      {},
	"read-ledger-report":       {},
	"list-published-reports":   {},
	"read-published-report":    {id: "report"},
	"publish-report":           {body: `{"pack":"manufacturer","party":"{manufacturerParty}"}`, own: "201", none: "422 unknown-party"},
	"verify-report":            {media: "application/octet-stream", body: "{sealed}", none: "422 no-seal"},

	"list-subscriptions": {},
	"read-subscription":  {id: "subscription"},
	"create-subscription": {
		body: `{"audience":"manufacturer","party":"{manufacturerParty}","pack":"digest","schedule":"30 7 * * 1","to":["a@example.com"]}`,
		own:  "201", none: "422 unknown-party",
	},
	"change-subscription":  {id: "subscription", before: (*estate).subscribe, body: `{"paused":true}`},
	"remove-subscription":  {id: "subscription", before: (*estate).subscribe},
	"preview-subscription": {id: "subscription"},
	"send-subscription":    {id: "subscription", own: "202"},
	"list-messages":        {},
	"resend-message":       {id: "message"},
	"list-undeliverable":   {},

	"list-keys":  {},
	"create-key": {body: `{"role":"supplier","party":"{supplierParty}"}`, own: "201", none: "422 unknown-party"},
	"rotate-key": {id: "apiKey", before: (*estate).issue},
	"revoke-key": {id: "apiKey", before: (*estate).issue},

	"list-audit":  {},
	"check-audit": {},

	"list-providers":     {},
	"begin-login":        {own: "404 not-found"},
	"finish-login":       {query: "state=x&code=y", own: "401 login-failed", other: "401 login-failed", none: "401 login-failed"},
	"read-me":            {idle: "200"},
	"log-out":            {own: "409 no-session", idle: "409 no-session", last: true},
	"end-sessions":       {query: "person=staff", last: true},
	"log-out-everywhere": {own: "409 no-session", idle: "409 no-session", last: true},
}
