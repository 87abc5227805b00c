// At most one row: a login that has begun, which is gone with this: it ends once.
MATCH (n:Login {hash: $hash})
WITH n, properties(n) AS login, n.endsAt > datetime.realtime() AS live
DELETE n
RETURN login, live
