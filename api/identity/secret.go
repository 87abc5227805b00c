package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"waymark/graphstore"
)

// secretBytes is how much chance is in a secret: a fast hash of it is enough,
// since nobody can try that many.
const secretBytes = 32

// newSecret makes a secret for the key with this id, and its hash.
func newSecret(id string) (secret, hash string) {
	chance := make([]byte, secretBytes)
	// It never fails; the program ends if the system has no chance to give.
	_, _ = rand.Read(chance)
	secret = graphstore.KeyPrefix(id) + "_" + base64.RawURLEncoding.EncodeToString(chance)
	return secret, hashOf(secret)
}

// newKeyID makes an id that holds no character that parts a secret.
func newKeyID() string { return strings.ToLower(rand.Text()[:16]) }

// hashOf is what the graph keeps of a secret.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// keyIDOf is the id that a secret names, or blank if it cannot be one.
func keyIDOf(secret string) string {
	rest, ours := strings.CutPrefix(secret, graphstore.KeyPrefix(""))
	id, chance, parted := strings.Cut(rest, "_")
	if !ours || !parted || len(id) > maxKeyID || chance == "" {
		return ""
	}
	return id
}

const maxKeyID = 64

// bareID is the id of a key, given as such or as its prefix.
func bareID(id string) string { return strings.TrimPrefix(id, graphstore.KeyPrefix("")) }
