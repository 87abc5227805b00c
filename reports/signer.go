package reports

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Signer signs reports with an Ed25519 key and knows the keys whose signatures
// are trusted: its own, and former ones. It is safe for concurrent use.
type Signer struct {
	key     ed25519.PrivateKey
	keyID   string
	trusted map[string]ed25519.PublicKey
}

const keyIDBytes = 8

// LoadSigner reads a private key (PKCS #8, PEM) from a file.
func LoadSigner(path string) (*Signer, error) {
	block, err := readPEM(path, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block)
	if err != nil {
		return nil, fmt.Errorf("read the signing key %s: %w", path, err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("read the signing key %s: it is no Ed25519 key: make one with openssl genpkey -algorithm ed25519", path)
	}
	return newSigner(key), nil
}

// LoadOrMakeSigner is [LoadSigner], but makes the key on first use, readable by
// its owner alone. Two processes that make it at once agree on one.
func LoadOrMakeSigner(path string) (*Signer, error) {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return LoadSigner(path)
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	if err := writeNew(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil {
		return nil, fmt.Errorf("keep a new signing key: %w", err)
	}
	return LoadSigner(path)
}

// writeNew writes a file whole, unless another process was first.
func writeNew(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func newSigner(key ed25519.PrivateKey) *Signer {
	public, _ := key.Public().(ed25519.PublicKey) // an Ed25519 key always has one
	s := &Signer{key: key, keyID: keyIDOf(public), trusted: map[string]ed25519.PublicKey{}}
	s.trusted[s.keyID] = public
	return s
}

func keyIDOf(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:keyIDBytes])
}

// Trust adds a public key (PKIX, PEM) whose signatures are accepted: one that
// this installation signed with before.
func (s *Signer) Trust(path string) error {
	block, err := readPEM(path, "PUBLIC KEY")
	if err != nil {
		return err
	}
	parsed, err := x509.ParsePKIXPublicKey(block)
	if err != nil {
		return fmt.Errorf("read the trusted key %s: %w", path, err)
	}
	public, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return fmt.Errorf("read the trusted key %s: it is no Ed25519 key", path)
	}
	s.trusted[keyIDOf(public)] = public
	return nil
}

func readPEM(path, kind string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read a key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("read the key %s: it holds no PEM block %q", path, kind)
	}
	return block.Bytes, nil
}

// KeyID names the key that this signer signs with.
func (s *Signer) KeyID() string { return s.keyID }

// seal signs what the seal says of the report. A nil signer leaves it unsigned.
func (s *Signer) seal(seal Seal) Seal {
	if s == nil {
		return seal
	}
	seal.KeyID = s.keyID
	seal.Signature = base64.RawURLEncoding.EncodeToString(ed25519.Sign(s.key, seal.signed()))
	return seal
}

// signBytes signs a rendering.
func (s *Signer) signBytes(data []byte) string {
	return base64.RawURLEncoding.EncodeToString(ed25519.Sign(s.key, data))
}

// errUnknownKey says that a seal was made with a key that is not trusted here.
var errUnknownKey = errors.New("the key is not known here")

// check tells whether the signature of a seal holds. It fails with errUnknownKey
// when it was made with another key, or with none.
func (s *Signer) check(seal Seal) error {
	if s == nil {
		return errUnknownKey
	}
	public, known := s.trusted[seal.KeyID]
	if !known {
		return errUnknownKey
	}
	signature, err := base64.RawURLEncoding.DecodeString(seal.Signature)
	if err != nil || !ed25519.Verify(public, seal.signed(), signature) {
		return errors.New("the signature does not fit what the seal says")
	}
	return nil
}

// signed are the bytes that a seal's signature is over.
func (s Seal) signed() []byte {
	release := ""
	if s.Report == "" {
		release = s.Release
	}
	return []byte(strings.Join([]string{"waymark seal 1", s.Pack, s.Party, s.RunID, s.Report, s.DataSHA256, s.KeyID, release}, "\x00"))
}
