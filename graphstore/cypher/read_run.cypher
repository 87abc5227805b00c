// One row: a run and what its rules came to.
MATCH (r:Run {id: $id})
WHERE $everything
OPTIONAL MATCH (r)-[:CHECKED]->(c:RuleResult)
WITH r, c ORDER BY c.rule
RETURN properties(r) AS run, collect(properties(c)) AS rules
