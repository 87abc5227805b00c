// One row: how many of the findings were changed by a person. The first SET takes each node's lock before its state is
// read, so that a run that merges at the same time goes before or after, whole.
UNWIND $fingerprints AS fingerprint
MATCH (n:Finding {fingerprint: fingerprint})
SET n.lockedAt = datetime.realtime()
WITH n, n.state AS was
WHERE was IN ['open', 'acknowledged', 'fix-proposed'] AND was <> $to
  AND ($rule = '' OR n.rule = $rule)
  AND (size($states) = 0 OR was IN $states)
  AND ($manufacturer = '' OR n.manufacturerId = $manufacturer)
  AND ($supplier = '' OR n.supplier = $supplier)
SET n.state = $to, n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'state', runId: '', by: $by, from: was, to: $to, why: $why})
RETURN count(n) AS changed
