package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"waymark/api/identity"
	"waymark/cpl"
	"waymark/graphstore"
)

const keysPath = apiRoot + "/keys"

type keysOutput struct {
	Body struct {
		Keys []graphstore.Key `json:"keys" doc:"Newest first, revoked ones too; no secrets."`
		Paged
	} `nameHint:"KeyList"`
}

type keyInput struct {
	Body struct {
		Role      string              `json:"role" enum:"panel,operator,manufacturer,supplier,auditor" doc:"What its holder may do."`
		Party     string              `json:"party,omitempty" maxLength:"1000" doc:"For whom, where the role is manufacturer or supplier."`
		Scopes    []identity.KeyScope `json:"scopes,omitempty" enum:"read,change,keys" minItems:"1" maxItems:"10" doc:"For what of that: reading, changing, keys alone (an operator's only); one that is named twice counts once. Reading and changing if left out."`
		Label     string              `json:"label,omitempty" maxLength:"200" doc:"What the key is for; its name in trails and in the audit."`
		ExpiresOn string              `json:"expiresOn,omitempty" format:"date" doc:"Last day on which it is taken, as YYYY-MM-DD; until it is revoked if left out."`
	} `nameHint:"KeyRequest"`
}

type keyID struct {
	ID string `path:"id" maxLength:"100" doc:"The key's id."`
}

type rotationInput struct {
	ID           string `path:"id" maxLength:"100" doc:"The key's id."`
	OverlapHours int    `query:"overlapHours" minimum:"0" maximum:"720" default:"24" doc:"For how many hours the secret that it has now stays valid."`
}

type issuedKeyOutput struct {
	Body struct {
		Key identity.IssuedKey `json:"key" doc:"The secret is shown this once."`
	} `nameHint:"IssuedKeyAnswer"`
}

type keyOutput struct {
	Body struct {
		Key graphstore.Key `json:"key"`
	} `nameHint:"KeyAnswer"`
}

func (s *Server) addKeys() {
	register(s, operation("list-keys", http.MethodGet, keysPath, "identities", "List API keys", "Every key there ever was, without its secret."), s.listKeys)
	op := operation("create-key", http.MethodPost, keysPath, "identities", "Make an API key",
		"Makes a key and answers with its secret, which is shown this once: the service keeps only its hash. A manufacturer's or supplier's key asks for one party, of that category. A key that expires makes none that would outlive it.",
		http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.DefaultStatus = http.StatusCreated
	register(s, op, s.createKey)
	register(s, operation("rotate-key", http.MethodPost, keysPath+"/{id}/rotation", "identities", "Give a key a new secret",
		"Answers with a new secret, shown this once, which every other replica takes within five seconds. The one before stays valid until the overlap ends, and none before that. A key that is revoked or expired is a 409. A key that expires gives none a secret that would outlive it.",
		http.StatusNotFound, http.StatusConflict), s.rotateKey)
	register(s, operation("revoke-key", http.MethodDelete, keysPath+"/{id}", "identities", "Revoke a key",
		"Ends a key for good, on every replica within five seconds. It stays in the list. One that is revoked already stays as it is.", http.StatusNotFound), s.revokeKey)
}

func (s *Server) listKeys(ctx context.Context, in *struct{ Page }) (*keysOutput, error) {
	key, err := decodeCursor(in.Cursor, "keys", nil, 2)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.KeyPage(ctx, s.scope(ctx), placeOf(key), in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &keysOutput{}
	out.Body.Keys, out.Body.Paged = cutPage(found, in.Limit, total, "keys", nil, func(k graphstore.Key) []string { return placeKey(k.CreatedAt, k.ID) })
	return out, nil
}

func (s *Server) createKey(ctx context.Context, in *keyInput) (*issuedKeyOutput, error) {
	q := identity.KeyRequest{Role: identity.Role(in.Body.Role), Party: in.Body.Party, Scopes: in.Body.Scopes, Label: in.Body.Label, By: s.acting(ctx, "").By}
	if in.Body.ExpiresOn != "" {
		day, err := cpl.ParseISODate(in.Body.ExpiresOn)
		if err != nil {
			return nil, &graphstore.InputError{Code: "not-a-date", Message: "expiresOn: " + err.Error(), Hint: "give the last day of the key, as YYYY-MM-DD"}
		}
		q.ExpiresAt = identity.EndOf(day, s.zone)
	}
	// Whoever asks has the scope keys, if scopes bind them, and so may give it.
	if who := principal(ctx); outlives(q.ExpiresAt, who) {
		last := who.ExpiresAt.In(s.zone).AddDate(0, 0, -1).Format(time.DateOnly)
		return nil, errOutlives("give expiresOn, " + last + " at the latest")
	}
	return issued(identity.CreateKey(ctx, s.o.Store, q))
}

// outlives tells whether a secret that is taken until ends, for good if that is
// zero, would be taken for longer than the key by which who asks for it.
func outlives(ends time.Time, who identity.Principal) bool {
	return who.ExpiresAt != nil && (ends.IsZero() || ends.After(*who.ExpiresAt))
}

func errOutlives(hint string) error {
	return &graphstore.InputError{Code: "outlives-key", Message: "the key would outlive the one that asks for it", Hint: hint}
}

func (s *Server) rotateKey(ctx context.Context, in *rotationInput) (*issuedKeyOutput, error) {
	// When a key expires never changes, so it can be asked before.
	check, err := s.o.Store.KeyCheck(ctx, strings.TrimPrefix(in.ID, graphstore.KeyPrefix("")))
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	var ends time.Time
	if check.Key.ExpiresAt != nil {
		ends = *check.Key.ExpiresAt
	}
	if who := principal(ctx); outlives(ends, who) && who.ID != check.Key.ID {
		return nil, errOutlives("ask as a person, or with a key that is taken for as long")
	}
	key, err := identity.RotateKey(ctx, s.o.Store, in.ID, s.acting(ctx, "").By, time.Duration(in.OverlapHours)*time.Hour)
	s.keyChanged(key.ID)
	return issued(key, err)
}

func (s *Server) revokeKey(ctx context.Context, in *keyID) (*keyOutput, error) {
	key, err := s.o.Store.RevokeKey(ctx, in.ID, s.acting(ctx, "").By)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	s.keyChanged(key.ID)
	out := &keyOutput{}
	out.Body.Key = key
	return out, nil
}

// keyChanged makes a change count at once on this replica; others read the key anew soon after.
func (s *Server) keyChanged(id string) {
	if s.o.Keys != nil {
		s.o.Keys.Forget(id)
	}
}

func issued(key identity.IssuedKey, err error) (*issuedKeyOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &issuedKeyOutput{}
	out.Body.Key = key
	return out, nil
}
