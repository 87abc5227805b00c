// One row while the lease is still ours: it is prolonged, by the database's clock.
MATCH (l:Lease {name: $name})
SET l.touchedAt = datetime.realtime()
WITH l
WHERE l.token = $token
SET l.until = datetime.realtime() + duration({seconds: $seconds})
RETURN l.token AS token
