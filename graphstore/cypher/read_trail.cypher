// One row an event of a finding, oldest first.
MATCH (:Finding {fingerprint: $fingerprint})-[:HAS_EVENT]->(e:FindingEvent)
WHERE $everything
RETURN properties(e) AS event
ORDER BY coalesce(e.seq, 0), e.at
