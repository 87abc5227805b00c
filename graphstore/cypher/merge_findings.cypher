// One row: how many findings of the batch were opened and how many came back. What a finding was before (was, null if it
// is new) was read under its lock, in this transaction.
MATCH (run:Run {id: $runId})
UNWIND $findings AS f
MERGE (n:Finding {fingerprint: f.fingerprint})
  ON CREATE SET n.firstSeen = run.startedAt
WITH run, f, n, f.was IS NULL AS isNew, coalesce(f.was = 'resolved', false) AS cameBack
SET n += f.props, n.lastSeen = run.startedAt, n.lastRun = run.id, n.sawRun = run.id,
    n.state = CASE WHEN isNew OR cameBack THEN 'open' ELSE f.was END,
    n.resolvedAt = null, n.resolvedWhy = null, n.toldOpenedOn = CASE WHEN isNew OR cameBack THEN null ELSE n.toldOpenedOn END,
    n.baseline = CASE f.props.duty WHEN 'breach' THEN null ELSE n.baseline END
CREATE (run)-[:SAW {state: CASE WHEN isNew OR cameBack THEN 'open' ELSE f.was END, severity: f.props.severity, evidence: f.props.evidence,
  installs: f.props.installs, isNew: isNew, cameBack: cameBack}]->(n)
FOREACH (ignored IN CASE WHEN isNew OR cameBack THEN [1] ELSE [] END |
  SET n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
  CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: run.startedAt, kind: CASE WHEN isNew THEN 'opened' ELSE 'reopened' END,
    runId: run.id, by: 'waymark', from: f.was, to: 'open',
    why: CASE WHEN isNew THEN 'the rule found it for the first time' ELSE 'the rule found it again' END}))
FOREACH (ignored IN CASE WHEN cameBack THEN [1] ELSE [] END |
  CREATE (:Notice {id: randomUUID(), told: false, at: datetime.realtime(), kind: 'finding-reopened', owner: n.owner, fingerprint: n.fingerprint,
    rule: n.rule, subject: n.subject, subjectKind: n.subjectKind, severity: n.severity, manufacturerId: n.manufacturerId, supplier: n.supplier,
    modelKey: n.modelKey}))
RETURN coalesce(sum(CASE WHEN isNew THEN 1 ELSE 0 END), 0) AS opened, coalesce(sum(CASE WHEN cameBack THEN 1 ELSE 0 END), 0) AS reopened
