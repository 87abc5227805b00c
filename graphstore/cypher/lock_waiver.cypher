// At most one row: a waiver with its finding, which is under its lock until the commit.
MATCH (w:Waiver {id: $id})-[:WAIVES]->(n:Finding)
WHERE $everything
SET n.lockedAt = datetime.realtime()
WITH w, n
RETURN properties(w) AS waiver, n.fingerprint AS fingerprint, n.rule AS rule, n.subject AS subject, n.state AS state, n.installs AS installs
