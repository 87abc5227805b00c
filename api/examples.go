package api

import (
	"github.com/danielgtaylor/huma/v2"
)

// exampleID is how ids look.
const exampleID = "0199c1f0-5b2e-7c3a-9d41-2f6a8e7b1c55"

// bodyExamples are what is sent to each operation that takes JSON, by its id.
var bodyExamples = map[string]any{
	"create-run":      map[string]any{"rules": []any{"version-unreachable"}},
	"change-finding":  map[string]any{"to": "acknowledged", "why": "the manufacturer was asked", "revision": 3},
	"comment-finding": map[string]any{"text": "the next submission will name its predecessor"},
	"triage-findings": map[string]any{"rule": "version-unreachable", "manufacturer": "A0C1", "to": "acknowledged", "why": "asked for all of them", "expect": 12},
	"create-waiver": map[string]any{
		"fingerprint": "7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730", "reason": "the model leaves service in spring", "reference": "Panel 2026-11, item 4",
		"until": "2027-03-31", "share": 20,
	},
	"try-changes": map[string]any{"changes": []any{
		map[string]any{"remove": "CPL-0001"}, map[string]any{"declare": map[string]any{"entry": "CPL-0002", "predecessors": []any{"CPL-0001"}}},
	}},
	"create-restriction": map[string]any{"from": "CPL-0001", "to": "CPL-0002", "reason": "devices restart in a ring", "reference": "INC-4711", "endsOn": "2027-01-31"},
	"create-asked":       map[string]any{"entry": "CPL-0002", "reference": "letter of 3 November", "on": "2026-11-03"},
	"publish-report":     map[string]any{"pack": "panel"},
	"create-key":         map[string]any{"role": "supplier", "party": "Acme", "scopes": []any{"read"}, "label": "Acme's planning system", "expiresOn": "2027-10-31"},
	"create-subscription": map[string]any{
		"audience": "supplier", "party": "Acme", "pack": "digest", "schedule": "30 7 * * 1", "to": []any{"firmware@acme.example"},
	},
	"take-baseline":       map[string]any{"reason": "what stood when the rules began", "reference": "Panel 2026-11, item 2"},
	"change-subscription": map[string]any{"paused": true, "revision": 2},
	"send-subscription":   map[string]any{"to": []any{"firmware@acme.example"}},
}

// parameterExamples are those of parameters that show none themselves, by name.
var parameterExamples = map[string]any{
	"id": exampleID, "other": exampleID, "entryId": "CPL-0001", "fingerprint": "7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730", "key": "ESME|A0C1|00000001",
	"subject": "CPL-0001", "manufacturer": "A0C1", "supplier": "Acme", "party": "Acme", "rule": "version-unreachable", "model": "ESME|A0C1|00000001", "deviceType": "ESME",
	"state": "open", "run": exampleID, "kind": "cpl", "asOf": "2026-11-01", "entry": "CPL-0001", "from": "CPL-0001", "to": "CPL-0002", "q": "CPL-00", "limit": 100,
	"provider": "example", "next": "/docs", "code": "0a1b2c", "error": "access_denied", "error_description": "The person refused.", "error_uri": "https://login.example/errors",
	"session_state": "7c1f", "iss": "https://login.example", "scope": "openid", "__Host-waymark-login": "4a7d",
}

// showExamples puts the examples in the document.
func showExamples(op *huma.Operation) {
	if example, ok := bodyExamples[op.OperationID]; ok && op.RequestBody != nil {
		if body := op.RequestBody.Content[mediaJSON]; body != nil {
			body.Example = example
		}
	}
	for _, p := range op.Parameters {
		if p.Example == nil && p.In != "header" && (p.Schema == nil || (len(p.Schema.Enum) == 0 && len(p.Schema.Examples) == 0 && p.Schema.Type != huma.TypeArray)) {
			p.Example = parameterExamples[p.Name]
		}
	}
}
