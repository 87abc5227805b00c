package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"waymark/graphstore"
	"waymark/reports"
)

// signingKeyFile is the key that is made where none is set.
const signingKeyFile = "signing-key.pem"

// newSigner loads the key that reports are signed with. One that is not set is
// made on first use, in the data directory. Beside a Neo4j that others may share
// that is a makeshift, since each machine then signs with a key of its own; so
// it is told, and a machine that cannot keep a key signs nothing.
func (c *command) newSigner() (*reports.Signer, error) {
	signer, err := c.loadSigner()
	if err != nil || signer == nil {
		return nil, err
	}
	for _, path := range c.config.trustedKeys {
		if err := signer.Trust(path); err != nil {
			return nil, keyFault(keyTrustedKeys, err)
		}
	}
	return signer, nil
}

func (c *command) loadSigner() (*reports.Signer, error) {
	if c.config.signingKey != "" {
		signer, err := reports.LoadSigner(c.config.signingKey)
		if err != nil {
			return nil, keyFault(keySigningKey, err)
		}
		return signer, nil
	}
	path := filepath.Join(c.config.dataDir, signingKeyFile)
	signer, err := reports.LoadOrMakeSigner(path)
	switch {
	case c.config.neo4jURI == localNeo4j && err != nil:
		return nil, keyFault(keySigningKey, err)
	case err != nil:
		c.log.Warn("no signing key, so reports are not signed: set report.signing-key", "error", err)
		return nil, nil //nolint:nilnil // a key is needed only to publish
	case c.config.neo4jURI != localNeo4j:
		c.log.Info("reports are signed with a key of this machine alone: set report.signing-key on every replica", "key_file", path)
	}
	return signer, nil
}

func keyFault(key string, err error) error {
	return &graphstore.InputError{Code: "bad-key", Message: fmt.Sprintf("%s: %v", key, err), Hint: "give a PEM file, as openssl genpkey -algorithm ed25519 makes it"}
}

func (c *command) newLibrary(store *graphstore.Store, drawer reports.Drawer) (*reports.Library, error) {
	signer, err := c.newSigner()
	if err != nil {
		return nil, err
	}
	return &reports.Library{Shelf: store, Drawer: drawer, Signer: signer, Release: release}, nil
}

// withLibrary opens the library for one command and leaves it afterwards.
func (c *command) withLibrary(ctx context.Context, work func(*reports.Library) error) error {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(reports.RenderingMemory)
	}
	return c.withStore(ctx, func(store *graphstore.Store) error {
		drawer := newDrawer()
		defer func() { _ = drawer.Close() }()
		library, err := c.newLibrary(store, drawer)
		if err != nil {
			return err
		}
		return work(library)
	})
}
