// No rows. How many of the findings of each rule that the run saw are waived.
MATCH (run:Run {id: $runId})-[:CHECKED]->(c:RuleResult)
SET c.waived = 0
WITH run, collect(c) AS results
MATCH (run)-[s:SAW]->(n:Finding)
WHERE s.state = 'waived'
WITH results, n.rule AS rule, count(n) AS waived
UNWIND [r IN results WHERE r.rule = rule] AS c
SET c.waived = waived
