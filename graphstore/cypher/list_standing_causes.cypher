// One row a cause of a finding that is itself a finding and neither waived nor resolved. The scope: $everything.
MATCH (:Finding {fingerprint: $fingerprint})-[:CAUSED_BY]->(:CauseSet)-[:HOLDS]->(c:Cause)
MATCH (f:Finding {fingerprint: c.key})
WHERE $everything AND f.state IN ['open', 'acknowledged', 'fix-proposed']
RETURN f.rule AS rule, f.subject AS subject, f.fingerprint AS fingerprint
ORDER BY rule, subject
