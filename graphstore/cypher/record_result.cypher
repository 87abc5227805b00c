// No rows. What one rule came to in a run.
MATCH (run:Run {id: $runId})
CREATE (run)-[:CHECKED]->(r:RuleResult)
SET r = $result
