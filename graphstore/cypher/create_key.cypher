// One row: the key as it was made.
CREATE (k:ApiKey {id: $id, hash: $hash, role: $role, party: $party, scopes: $scopes, label: $label, createdAt: datetime.realtime(), createdBy: $by, expiresAt: $expiresAt})
RETURN properties(k) AS key, datetime.realtime() AS now
