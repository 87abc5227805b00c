// No rows. A session ends.
MATCH (s:Session {hash: $hash})
DELETE s
