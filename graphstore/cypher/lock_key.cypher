// At most one row: a key that this transaction is about to change. One that was made before there were scopes gets those that its role allows.
MATCH (k:ApiKey {id: $id})
SET k.changes = coalesce(k.changes, 0) + 1,
    k.scopes = coalesce(k.scopes, CASE WHEN k.role IN ['operator', 'auditor'] THEN ['read', 'change', 'keys'] ELSE ['read', 'change'] END)
RETURN properties(k) AS key, datetime.realtime() AS now
