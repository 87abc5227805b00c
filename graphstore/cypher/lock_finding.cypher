// At most one row: a finding, under its lock until the commit.
MATCH (n:Finding {fingerprint: $fingerprint})
SET n.lockedAt = datetime.realtime()
WITH n
RETURN n.fingerprint AS fingerprint, n.state AS state, coalesce(n.revision, 0) AS revision, n.rule AS rule, n.subject AS subject, n.installs AS installs
