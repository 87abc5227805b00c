// Held for the keys of identities, which are made beside this step.
CREATE INDEX held_for_identities IF NOT EXISTS FOR (n:HeldForIdentities) ON (n.id);
