// One row while nobody took the lease since: run first in every guarded transaction.
// The SET prolongs the lease and holds the node's lock until the commit, so that nobody can take it meanwhile.
MATCH (l:Lease {name: $name, token: $token})
SET l.until = datetime.realtime() + duration({seconds: $seconds})
RETURN l.token AS token
