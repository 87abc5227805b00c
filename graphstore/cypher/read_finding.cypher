// One row: a finding and its trail, oldest first.
MATCH (n:Finding {fingerprint: $fingerprint})
WHERE $everything
OPTIONAL MATCH (n)-[:HAS_EVENT]->(e:FindingEvent)
WITH n, e ORDER BY e.at
RETURN properties(n) AS finding, collect(properties(e)) AS trail
