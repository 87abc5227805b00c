// One row a waived finding that follows from one that is not waived, or that was waived with its causes and has no cause
// left that is; it is open again, and its own waiver, if it had one, has ended. What a manufacturer sees follows the states that it is told.
MATCH (n:Finding {state: 'waived'})
WITH n, n.toldTo IS NOT NULL AS seen
CALL (n, seen) {
  OPTIONAL MATCH (n)-[:CAUSED_BY]->(:CauseSet)-[:HOLDS]->(c:Cause)
  OPTIONAL MATCH (f:Finding {fingerprint: c.key})
  WITH c, f, CASE WHEN seen AND f.toldWaiver IS NOT NULL THEN 'waived' ELSE f.state END AS state
  ORDER BY c.rule, c.subject
  RETURN count(c) AS causes, sum(CASE WHEN state = 'waived' THEN 1 ELSE 0 END) AS waived,
    collect(CASE WHEN state IN ['open', 'acknowledged', 'fix-proposed'] THEN f.rule + ' of ' + f.subject END)[0] AS standing
}
WITH n, causes, waived, standing
WHERE standing IS NOT NULL OR (n.waivedBy = 'causes' AND (causes = 0 OR waived < causes))
SET n.lockedAt = datetime.realtime()
WITH n, CASE WHEN standing IS NOT NULL THEN 'one of its causes is not waived: ' + standing
     WHEN causes = 0 THEN 'it was waived with its causes, and has none any more' ELSE 'one of its causes is no finding that is waived' END AS why
WHERE n.state = 'waived'
SET n.state = 'open', n.waiver = null, n.waivedBy = null, n.toldOpenedOn = null, n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'reopened', runId: $runId, by: $by, from: 'waived', to: 'open', why: why})
FOREACH (ignored IN CASE WHEN $by = 'waymark' THEN [1] ELSE [] END |
  CREATE (:Notice {id: randomUUID(), told: false, at: datetime.realtime(), kind: 'waiver-followed', owner: n.owner, fingerprint: n.fingerprint,
    rule: n.rule, subject: n.subject, subjectKind: n.subjectKind, severity: n.severity, manufacturerId: n.manufacturerId, supplier: n.supplier,
    modelKey: n.modelKey}))
WITH n, why
CALL (n, why) {
  MATCH (w:Waiver)-[:WAIVES]->(n)
  WHERE w.endedAt IS NULL
  SET w.endedAt = datetime.realtime(), w.endedBy = $by, w.endedWhy = why
  RETURN count(w) AS ended
}
RETURN n.fingerprint AS fingerprint, n.severity AS severity, n.class AS class
