package main

import (
	"context"

	"waymark/api"
	"waymark/api/identity"
	"waymark/graphstore"
)

// startIdentities wires who may ask; nil where nobody is asked. Where there is no
// key at all it makes the first.
func (c *command) startIdentities(ctx context.Context, l *lifecycle, store *graphstore.Store) (api.Authenticator, error) {
	if !c.config.auth {
		c.tell("nobody is asked who they are (--auth=off): every program on this machine may do everything")
		return nil, nil
	}
	first, made, err := identity.FirstKey(ctx, store)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	if made {
		c.tell("There was no API key, so one is made for an operator. Keep the secret, it is not shown again:")
		c.tell("%s", first.Secret)
		c.tell("Programs send it as Authorization: Bearer SECRET. More keys, for other roles too: waymark key create --help")
	}
	keys := identity.NewKeys(store, c.log)
	if err := l.onStop(ctx, "keys", func(context.Context) error { keys.Close(); return nil }); err != nil {
		return nil, err
	}
	return &identity.Gate{Keys: keys}, nil
}
