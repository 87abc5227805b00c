// One row: how many findings of the rule a successful run no longer saw; they are resolved.
MATCH (run:Run {id: $runId})
MATCH (n:Finding {rule: $rule})
WHERE n.state <> 'resolved' AND n.lastRun <> run.id
SET n.state = 'resolved', n.resolvedAt = run.startedAt
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {at: run.startedAt, kind: 'resolved', runId: run.id, by: 'waymark', why: 'the rule no longer finds it'})
CREATE (run)-[:RESOLVED]->(n)
RETURN count(n) AS resolved
