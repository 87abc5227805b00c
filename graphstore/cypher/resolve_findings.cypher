// One row: how many findings a successful run no longer saw; they are resolved, with why, and their waivers end. The
// first SET takes the node's lock before its state is read.
MATCH (run:Run {id: $runId})
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
SET n.lockedAt = datetime.realtime()
WITH run, f, n, n.state AS was, CASE WHEN n.toldWaiver IS NOT NULL THEN 'waived' END AS toldWas
WHERE was <> 'resolved'
SET n.state = 'resolved', n.resolvedAt = run.startedAt, n.resolvedWhy = f.why, n.baseline = null, n.waiver = null, n.waivedBy = null, n.toldWaiver = null,
    n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: run.startedAt, kind: 'resolved', runId: run.id, by: 'waymark', from: was, to: 'resolved',
  toldFrom: toldWas, why: f.sentence, code: f.why})
CREATE (run)-[:RESOLVED]->(n)
WITH n, run
CALL (n, run) {
  MATCH (w:Waiver)-[:WAIVES]->(n)
  WHERE w.endedAt IS NULL
  SET w.endedAt = run.startedAt, w.endedBy = 'waymark', w.endedWhy = 'the finding was resolved: its evidence is gone'
  RETURN count(w) AS ended
}
RETURN count(n) AS resolved
