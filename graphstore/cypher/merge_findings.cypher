// One row: how many findings of the batch were opened and how many came back.
MATCH (run:Run {id: $runId})
UNWIND $findings AS f
MERGE (n:Finding {fingerprint: f.fingerprint})
  ON CREATE SET n.firstSeen = run.startedAt, n.isNew = true
WITH run, f, n, coalesce(n.isNew, false) AS isNew, n.state = 'resolved' AS cameBack
SET n += f.props, n.lastSeen = run.startedAt, n.lastRun = run.id,
    n.state = CASE WHEN isNew OR cameBack THEN 'open' ELSE n.state END,
    n.resolvedAt = null, n.isNew = null
CREATE (run)-[:SAW {state: n.state, severity: n.severity, evidence: n.evidence, installs: n.installs, isNew: isNew, cameBack: cameBack}]->(n)
FOREACH (ignored IN CASE WHEN isNew OR cameBack THEN [1] ELSE [] END |
  CREATE (n)-[:HAS_EVENT]->(:FindingEvent {at: run.startedAt, kind: CASE WHEN isNew THEN 'opened' ELSE 'reopened' END, runId: run.id, by: 'waymark',
    why: CASE WHEN isNew THEN 'the rule found it for the first time' ELSE 'the rule found it again' END}))
RETURN coalesce(sum(CASE WHEN isNew THEN 1 ELSE 0 END), 0) AS opened, coalesce(sum(CASE WHEN cameBack THEN 1 ELSE 0 END), 0) AS reopened
