package reports

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

// Seal says what a rendering was made of, and proves it: it stands in every
// rendering, and `waymark verify` reads it back.
type Seal struct {
	Pack  string `json:"pack"`
	Party string `json:"party,omitempty"`
	RunID string `json:"run"`
	// Report is the id of the published report; blank for one that is not published.
	Report string `json:"report,omitempty"`
	// Format is that of the rendering in which the seal stands.
	Format string `json:"format,omitempty"`
	// DataSHA256 is the hash of the report's frozen data, in hex.
	DataSHA256 string `json:"sha256"`
	// Release is the version of Waymark that rendered it.
	Release string `json:"release"`
	// KeyID names the Ed25519 key, and Signature is made with it over the other
	// members but Format, in base64; of a published report Release is not under it,
	// since it is rendered again by later ones.
	KeyID     string `json:"key"`
	Signature string `json:"signature"`
}

// ErrNoSeal says that a file carries no seal.
var ErrNoSeal = errors.New("the file carries no seal of Waymark")

const sealStart = "waymark-seal-1."

var sealPattern = regexp.MustCompile(`waymark-seal-1\.[A-Za-z0-9_-]+`)

// Text is the seal as one word, which stands in any kind of file.
func (s Seal) Text() string {
	b, _ := json.Marshal(s) // plain texts always encode
	return sealStart + base64.RawURLEncoding.EncodeToString(b)
}

// ParseSeal finds a seal in text. It fails with ErrNoSeal where there is none.
func ParseSeal(text []byte) (Seal, error) {
	word := sealPattern.Find(text)
	if word == nil {
		return Seal{}, ErrNoSeal
	}
	b, err := base64.RawURLEncoding.DecodeString(string(word[len(sealStart):]))
	if err != nil {
		return Seal{}, fmt.Errorf("read the seal: %w", err)
	}
	var s Seal
	if err := json.Unmarshal(b, &s); err != nil {
		return Seal{}, fmt.Errorf("read the seal: %w", err)
	}
	return s, nil
}
