// No rows. Whether a set of causes holds one that is itself a standing finding, so that what it causes need not count twice.
MATCH (s:CauseSet)
WITH s, EXISTS { MATCH (s)-[:HOLDS]->(c:Cause) MATCH (f:Finding {fingerprint: c.key}) WHERE f.state <> 'resolved' } AS explained
WHERE coalesce(s.explained, false) <> explained
SET s.explained = explained
