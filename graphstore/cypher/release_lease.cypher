// One row if the lease was still ours: it is free at once.
MATCH (l:Lease {name: $name})
SET l.touchedAt = datetime.realtime()
WITH l
WHERE l.token = $token
SET l.until = datetime({epochSeconds: 0}), l.holder = null
RETURN l.token AS token
