// One row a standing finding of which every cause is a waived finding; it is waived with them. What a manufacturer sees follows
// the states that it is told.
CALL () {
  MATCH (w:Finding {state: 'waived'})
  RETURN w.fingerprint AS key
  UNION
  MATCH (:Waiver)-[:WAIVES]->(w:Finding)
  WHERE w.toldWaiver IS NOT NULL
  RETURN w.fingerprint AS key
}
MATCH (:Cause {key: key})<-[:HOLDS]-(s:CauseSet)
WITH DISTINCT s
CALL (s) {
  MATCH (s)-[:HOLDS]->(c:Cause)
  OPTIONAL MATCH (f:Finding {fingerprint: c.key})
  RETURN count(CASE WHEN f.state = 'waived' THEN 1 END) = count(*) AS waived,
    count(CASE WHEN f.state = 'waived' OR f.toldWaiver IS NOT NULL THEN 1 END) = count(*) AS told
}
WITH s, waived, told
WHERE told
MATCH (s)<-[:CAUSED_BY]-(n:Finding)
WHERE waived OR n.toldTo IS NOT NULL
SET n.lockedAt = datetime.realtime()
WITH n, n.state AS was
WHERE was IN ['open', 'acknowledged', 'fix-proposed']
SET n.state = 'waived', n.waivedBy = 'causes',
    n.untold = coalesce(n.untold, 0) + CASE WHEN n.toldWaiver IS NULL THEN 0 ELSE 1 END, n.toldWaiver = null,
    n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'waived', runId: $runId, by: $by, from: was, to: 'waived',
  why: 'all its causes are waived'})
RETURN n.fingerprint AS fingerprint
