// One row: the key, which nobody can use from now on.
MATCH (k:ApiKey {id: $id})
SET k.revokedAt = coalesce(k.revokedAt, datetime.realtime()), k.revokedBy = coalesce(k.revokedBy, $by)
RETURN properties(k) AS key, datetime.realtime() AS now
