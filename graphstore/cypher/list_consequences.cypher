// One row a standing finding that this one causes.
MATCH (:Cause {key: $fingerprint})<-[:HOLDS]-(:CauseSet)<-[:CAUSED_BY]-(f:Finding)
WHERE $everything AND f.state <> 'resolved'
RETURN f.fingerprint AS fingerprint, f.rule AS rule, f.subject AS subject, f.state AS state
ORDER BY rule, subject
LIMIT $limit
