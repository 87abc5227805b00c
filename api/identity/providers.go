package identity

import (
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ProviderConfig is an OpenID provider where people sign in, as a file states it.
type ProviderConfig struct {
	// Name stands in addresses, Title is for people.
	Name  string `yaml:"name"`
	Title string `yaml:"title"`
	// Issuer is the provider's own address, from which the rest is found out.
	Issuer   string `yaml:"issuer"`
	ClientID string `yaml:"client-id"`
	// ClientSecretFile holds the secret; blank for a public client.
	ClientSecretFile string `yaml:"client-secret-file"`
	// Redirect is where the provider sends people back: …/auth/callback/NAME.
	Redirect string `yaml:"redirect"`
	// Scopes are asked for beside openid.
	Scopes []string `yaml:"scopes"`
	// NameClaim is the claim that says what a person is called; name if blank.
	NameClaim string      `yaml:"name-claim"`
	Rules     []ClaimRule `yaml:"rules"`

	secret string
}

// ClaimRule gives a role to whom a claim has a value: the text, or one of a list.
type ClaimRule struct {
	Claim string `yaml:"claim"`
	Value string `yaml:"value"`
	Role  Role   `yaml:"role"`
	Party string `yaml:"party"`
}

// Grant is a role that somebody holds, for a party if it is a manufacturer's or supplier's.
type Grant struct {
	Role  Role   `json:"role"`
	Party string `json:"party,omitempty"`
}

// String is the grant as the header Waymark-Role names it.
func (g Grant) String() string {
	if g.Party == "" {
		return string(g.Role)
	}
	return string(g.Role) + ":" + g.Party
}

// LoadProviders reads a file of providers. It refuses, naming the fault, what it
// does not know and what cannot work.
func LoadProviders(path string) ([]ProviderConfig, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read providers: %w", err)
	}
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	decoder.KnownFields(true)
	var file struct {
		Providers []ProviderConfig `yaml:"providers"`
	}
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	seen := map[string]bool{}
	for i := range file.Providers {
		p := &file.Providers[i]
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("%s: provider %q: %w", path, p.Name, err)
		}
		if seen[p.Name] {
			return nil, fmt.Errorf("%s: provider %q stands there twice", path, p.Name)
		}
		seen[p.Name] = true
	}
	return file.Providers, nil
}

var saneProviderName = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

func (p *ProviderConfig) check() error {
	if !saneProviderName.MatchString(p.Name) {
		return fmt.Errorf("its name must be of small letters, digits and hyphens")
	}
	if p.ClientID == "" {
		return fmt.Errorf("client-id is missing")
	}
	if err := safeAddress("issuer", p.Issuer); err != nil {
		return err
	}
	if err := safeAddress("redirect", p.Redirect); err != nil {
		return err
	}
	if !strings.HasSuffix(p.Redirect, CallbackPath+p.Name) {
		return fmt.Errorf("redirect must end with %s%s", CallbackPath, p.Name)
	}
	if len(p.Rules) == 0 {
		return fmt.Errorf("it has no rules, so nobody would get a role")
	}
	for _, r := range p.Rules {
		if r.Claim == "" || r.Value == "" || !r.Role.Known() || r.Role.OfParty() != (r.Party != "") {
			return fmt.Errorf("rule %+v: it needs claim, value and role, and a party for manufacturer and supplier alone", r)
		}
	}
	if p.ClientSecretFile == "" {
		return nil
	}
	secret, err := os.ReadFile(p.ClientSecretFile)
	if err != nil {
		return fmt.Errorf("client-secret-file: %w", err)
	}
	p.secret = strings.TrimSpace(string(secret))
	return nil
}

// CallbackPath is where providers send people back to, followed by the provider's name.
const CallbackPath = "/auth/callback/"

// safeAddress refuses an address at which others could listen: plain HTTP is for
// this machine alone.
func safeAddress(what, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return fmt.Errorf("%s is no address like https://login.example", what)
	}
	if u.Scheme == "https" || u.Scheme == "http" && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()) {
		return nil
	}
	return fmt.Errorf("%s must be https", what)
}

// grants are the roles that a person's claims give, each once, in the order of the rules.
func (p *ProviderConfig) grants(claims map[string]any) []Grant {
	var out []Grant
	for _, r := range p.Rules {
		g := Grant{r.Role, r.Party}
		if holds(claims[r.Claim], r.Value) && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// holds tells whether a claim is a text, or a list that has it. Nothing else is
// read as a text.
func holds(claim any, value string) bool {
	switch c := claim.(type) {
	case string:
		return c == value
	case []any:
		return slices.Contains(c, any(value))
	}
	return false
}
