//go:build integration

package identity_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
	"waymark/api/identity"
)

const callback = "http://127.0.0.1:1/auth/callback/staff"

// openID is a real OpenID provider in this process, whose keys the test may change
// and whose tokens it may forge on their way.
type openID struct {
	*storage.Storage
	t   *testing.T
	web *httptest.Server

	mu     sync.Mutex
	keys   []*signing
	forge  func(claims map[string]any) string
	closed bool
}

// signing is a key that the provider signs with.
type signing struct {
	id  string
	key *rsa.PrivateKey
}

func (k *signing) ID() string                                  { return k.id }
func (k *signing) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k *signing) Key() any                                    { return k.key }

// published is its public half.
type published struct{ *signing }

func (k published) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k published) Use() string                        { return "sig" }
func (k published) Key() any                           { return &k.key.PublicKey }

func newOpenID(t *testing.T) *openID {
	t.Helper()
	p := &openID{t: t}
	p.rotate("first")
	var provider http.Handler
	p.web = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.serve(provider, w, r) }))
	t.Cleanup(p.web.Close)
	p.Storage = storage.NewStorageWithClients(storage.NewUserStore(p.web.URL), map[string]*storage.Client{"waymark": storage.WebClient("waymark", "secret", callback)})
	provider = exampleop.SetupServer(p.web.URL, p, discard, false)
	return p
}

// rotate makes the provider sign with a new key and publish no other.
func (p *openID) rotate(id string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(p.t, err)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = []*signing{{id, key}}
}

func (p *openID) SigningKey(context.Context) (op.SigningKey, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.keys[0], nil
}

func (p *openID) KeySet(context.Context) ([]op.Key, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return []op.Key{published{p.keys[0]}}, nil
}

// serve lets the provider answer, and puts a forged token in place of its own if the test says so.
func (p *openID) serve(provider http.Handler, w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	forge, closed := p.forge, p.closed
	p.mu.Unlock()
	if closed {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if forge == nil || !strings.HasSuffix(r.URL.Path, "/token") {
		provider.ServeHTTP(w, r)
		return
	}
	record := httptest.NewRecorder()
	provider.ServeHTTP(record, r)
	var answer map[string]any
	if json.Unmarshal(record.Body.Bytes(), &answer) != nil || answer["id_token"] == nil {
		p.t.Errorf("no token to forge: %s", record.Body)
		return
	}
	middle, _ := base64.RawURLEncoding.DecodeString(strings.Split(answer["id_token"].(string), ".")[1])
	claims := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(middle))
	decoder.UseNumber()
	_ = decoder.Decode(&claims)
	answer["id_token"] = forge(claims)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// sign signs claims with a key as the provider would.
func (k *signing) sign(t *testing.T, claims map[string]any) string {
	text, err := json.Marshal(claims)
	require.NoError(t, err)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: k.key, KeyID: k.id}}, nil)
	require.NoError(t, err)
	signed, err := signer.Sign(text)
	require.NoError(t, err)
	token, err := signed.CompactSerialize()
	require.NoError(t, err)
	return token
}

// config is Waymark's at the provider: the first user has two roles, the second none.
func (p *openID) config() identity.ProviderConfig {
	return identity.ProviderConfig{
		Name: "staff", Title: "Staff", Issuer: p.web.URL, ClientID: "waymark", Redirect: callback,
		Rules: []identity.ClaimRule{
			{Claim: "sub", Value: "id1", Role: identity.Operator},
			{Claim: "sub", Value: "id1", Role: identity.Manufacturer, Party: "Acme"},
		},
	}.WithSecret("secret")
}

// signIn plays the person at the provider, and gives what the provider sends back to Waymark.
func (p *openID) signIn(address, user string) url.Values {
	p.t.Helper()
	browser := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(address)
	require.NoError(p.t, err)
	require.NoError(p.t, page.Body.Close())
	id := page.Request.URL.Query().Get("authRequestID")
	require.NotEmpty(p.t, id, page.Request.URL)
	back, err := browser.PostForm(p.web.URL+"/login/username", url.Values{"id": {id}, "username": {user}, "password": {"verysecure"}})
	require.NoError(p.t, err)
	require.NoError(p.t, back.Body.Close())
	target, err := back.Location()
	require.NoError(p.t, err)
	return target.Query()
}
