package identity

import "slices"

// KeyScope is a part of what its role allows, for which a key is made. People, and
// programs that nobody asks, are bound by none.
type KeyScope string

// The scopes.
const (
	// ReadScope is for reading, and for rehearsals, which keep nothing.
	ReadScope KeyScope = "read"
	// ChangeScope is for every change but those of keys.
	ChangeScope KeyScope = "change"
	// KeysScope is for listing, making, rotating and revoking keys, and for nothing else.
	KeysScope KeyScope = "keys"
)

// KeyScopes are all scopes, in the order in which documents name them.
var KeyScopes = []KeyScope{ReadScope, ChangeScope, KeysScope}

// DefaultScopes are those of a key for which none are named.
var DefaultScopes = []KeyScope{ReadScope, ChangeScope}

// Known tells whether it is one of [KeyScopes].
func (s KeyScope) Known() bool { return slices.Contains(KeyScopes, s) }

// textsOf names scopes each once, in their order.
func textsOf(scopes []KeyScope) []string {
	out := []string{}
	for _, s := range KeyScopes {
		if slices.Contains(scopes, s) {
			out = append(out, string(s))
		}
	}
	return out
}

func scopesOf(texts []string) []KeyScope {
	out := make([]KeyScope, len(texts))
	for i, t := range texts {
		out[i] = KeyScope(t)
	}
	return out
}
