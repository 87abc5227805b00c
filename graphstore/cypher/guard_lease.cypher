// One row while nobody took the lease since: run first in every guarded transaction. The first SET takes the node's
// lock before its token is read, and holds it until the commit, so that nobody can take it meanwhile.
MATCH (l:Lease {name: $name})
SET l.touchedAt = datetime.realtime()
WITH l
WHERE l.token = $token
SET l.until = datetime.realtime() + duration({seconds: $seconds})
RETURN l.token AS token
