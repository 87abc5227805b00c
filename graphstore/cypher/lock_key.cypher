// At most one row: a key that this transaction is about to change.
MATCH (k:ApiKey {id: $id})
SET k.changes = coalesce(k.changes, 0) + 1
RETURN properties(k) AS key, datetime.realtime() AS now
