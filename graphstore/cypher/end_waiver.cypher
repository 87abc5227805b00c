// One row a finding of a waiver that a person ends; it is open again. No row: the waiver is not there or has ended.
MATCH (w:Waiver {id: $id})-[:WAIVES]->(n:Finding)
SET n.lockedAt = datetime.realtime()
WITH w, n
WHERE w.endedAt IS NULL AND n.state = 'waived'
SET w.endedAt = datetime.realtime(), w.endedBy = $by, w.endedWhy = $why,
    n.state = 'open', n.waiver = null, n.waivedBy = null, n.toldOpenedOn = null, n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'unwaived', runId: $runId, by: $by, from: 'waived', to: 'open', why: $why})
RETURN n.fingerprint AS fingerprint, n.severity AS severity, n.class AS class
