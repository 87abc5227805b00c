// At most one row: the key, if there was none. Starters that race wait for each other at the counter.
MERGE (n:Counter {name: 'first-key'})
SET n.value = coalesce(n.value, 0) + 1
WITH n
WHERE NOT EXISTS { MATCH (:ApiKey) }
CREATE (k:ApiKey {id: $id, hash: $hash, role: $role, scopes: $scopes, label: $label, createdAt: datetime.realtime(), createdBy: $by})
RETURN properties(k) AS key, datetime.realtime() AS now
