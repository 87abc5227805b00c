// One row a standing finding of which every cause is a waived finding; it is waived with them.
MATCH (w:Finding {state: 'waived'})
MATCH (:Cause {key: w.fingerprint})<-[:HOLDS]-(s:CauseSet)
WITH DISTINCT s
WHERE NOT EXISTS {
  MATCH (s)-[:HOLDS]->(c:Cause)
  WHERE NOT EXISTS { MATCH (f:Finding {fingerprint: c.key}) WHERE f.state = 'waived' }
}
MATCH (s)<-[:CAUSED_BY]-(n:Finding)
SET n.lockedAt = datetime.realtime()
WITH n, n.state AS was
WHERE was IN ['open', 'acknowledged', 'fix-proposed']
SET n.state = 'waived', n.waivedBy = 'causes',
    n.untold = coalesce(n.untold, 0) + CASE WHEN n.toldWaiver IS NULL THEN 0 ELSE 1 END, n.toldWaiver = null,
    n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'waived', runId: $runId, by: $by, from: was, to: 'waived',
  why: 'all its causes are waived'})
RETURN n.fingerprint AS fingerprint
