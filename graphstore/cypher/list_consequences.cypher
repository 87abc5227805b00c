// One row a standing finding that this one causes. It may be about anybody's installs: for readers of everything alone.
MATCH (:Cause {key: $fingerprint})<-[:HOLDS]-(:CauseSet)<-[:CAUSED_BY]-(f:Finding)
WHERE $everything AND f.state <> 'resolved' AND f.audience IS NULL
RETURN f.fingerprint AS fingerprint, f.rule AS rule, f.subject AS subject, f.state AS state
ORDER BY rule, subject
LIMIT $limit
