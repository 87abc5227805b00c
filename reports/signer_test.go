package reports

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func sampleSeal() Seal {
	return Seal{Pack: PackManufacturer, Party: "Alder & Söhne", RunID: "run-12", Report: "r-1", Format: FormatPDF, DataSHA256: "ab12", Release: "1.2"}
}

func TestASealComesBackFromAnyText(t *testing.T) {
	signer := makeSigner(t)
	seal := signer.seal(sampleSeal())
	for _, around := range []string{"%s", "<meta content=\"%s\">", "a,b,%s\r\n", "(%s)"} {
		text := []byte(fmt.Sprintf(around, seal.Text()))
		got, err := ParseSeal(text)
		require.NoError(t, err)
		require.Equal(t, seal, got)
	}
	_, err := ParseSeal([]byte("nothing here"))
	require.ErrorIs(t, err, ErrNoSeal)
	_, err = ParseSeal([]byte(sealStart + "!!"))
	require.ErrorIs(t, err, ErrNoSeal)
	_, err = ParseSeal([]byte(sealStart + "QQ"))
	require.ErrorContains(t, err, "read the seal")
}

// Every member that says what the report is, is under the signature.
func TestAChangedSealIsFound(t *testing.T) {
	signer := makeSigner(t)
	seal := signer.seal(sampleSeal())
	require.NoError(t, signer.check(seal))
	for name, change := range map[string]func(*Seal){
		"pack":      func(s *Seal) { s.Pack = PackPanel },
		"party":     func(s *Seal) { s.Party = "Birch" },
		"run":       func(s *Seal) { s.RunID = "run-13" },
		"report":    func(s *Seal) { s.Report = "" },
		"data":      func(s *Seal) { s.DataSHA256 = "cd" },
		"signature": func(s *Seal) { s.Signature = "AAAA" },
		"not text":  func(s *Seal) { s.Signature = "*" },
	} {
		t.Run(name, func(t *testing.T) {
			changed := seal
			change(&changed)
			err := signer.check(changed)
			require.Error(t, err)
			require.NotErrorIs(t, err, errUnknownKey)
		})
	}
	other := makeSigner(t)
	require.ErrorIs(t, other.check(seal), errUnknownKey)
	require.ErrorIs(t, (*Signer)(nil).check(seal), errUnknownKey)
	require.Equal(t, sampleSeal(), (*Signer)(nil).seal(sampleSeal()), "no key, no signature")
}

func TestAFormerKeyIsTrusted(t *testing.T) {
	former, now := makeSigner(t), makeSigner(t)
	seal := former.seal(sampleSeal())
	require.ErrorIs(t, now.check(seal), errUnknownKey)
	der, err := x509.MarshalPKIXPublicKey(former.key.Public())
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "former.pem")
	require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o600))
	require.NoError(t, now.Trust(path))
	require.NoError(t, now.check(seal))
	require.Error(t, now.Trust(filepath.Join(t.TempDir(), "none.pem")))
}

func TestOneKeyIsMadeOnFirstUseAndKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "signing-key.pem")
	ids := make([]string, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			s, err := LoadOrMakeSigner(path)
			if err != nil {
				t.Errorf("process %d: %v", i, err)
				return
			}
			ids[i] = s.KeyID()
		})
	}
	wg.Wait()
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestAKeyThatIsNoneIsRefused(t *testing.T) {
	dir := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return path
	}
	text := filepath.Join(dir, "text")
	require.NoError(t, os.WriteFile(text, []byte("no key"), 0o600))
	for _, path := range []string{text, write("damaged", "PRIVATE KEY", []byte{1, 2}), write("public", "PUBLIC KEY", []byte{1}), filepath.Join(dir, "none")} {
		_, err := LoadSigner(path)
		require.Error(t, err, path)
	}
}

func makeSigner(t *testing.T) *Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return newSigner(key)
}
