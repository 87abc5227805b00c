package main

import (
	"context"

	"waymark/api"
	"waymark/api/identity"
	"waymark/graphstore"
)

// startIdentities wires who may ask into the options of the API; where nobody is
// asked it leaves them as they are. Where there is no key at all it makes the first.
func (c *command) startIdentities(ctx context.Context, l *lifecycle, store *graphstore.Store, o *api.Options) error {
	if !c.config.auth {
		c.tell("nobody is asked who they are (--auth=off): every program on this machine may do everything")
		return nil
	}
	first, made, err := identity.FirstKey(ctx, store)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if made {
		if err := store.Audited(ctx, "make the first key", "", func() (string, error) { return first.ID, nil }); err != nil {
			return err //nolint:wrapcheck // worded by graphstore
		}
		c.tell("There was no API key, so one is made for an operator. Keep the secret, it is not shown again:")
		c.tell("%s", first.Secret)
		c.tell("Programs send it as Authorization: Bearer SECRET. More keys, for other roles too: waymark key create --help")
	}
	keys := identity.NewKeys(store, c.log) //nolint:contextcheck // it notes uses until it is closed
	if err := l.onStop(ctx, "keys", func(context.Context) error { keys.Close(); return nil }); err != nil {
		return err
	}
	gate := &identity.Gate{Keys: keys}
	if len(c.config.providers) > 0 {
		gate.Sessions = identity.NewSessions(store)
		o.Sessions, o.Logins = gate.Sessions, identity.NewLogins(store, c.config.providers, c.log)
	}
	o.Authenticator, o.Keys = gate, keys
	return nil
}
