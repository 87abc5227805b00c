// No rows. A session was used.
MATCH (s:Session {hash: $hash})
SET s.usedAt = datetime.realtime()
