// No rows. A waiver is granted; its finding, which is locked, is waived. A manufacturer that was not told that it had opened by growth is
// not told of this either.
MATCH (n:Finding {fingerprint: $fingerprint})
CREATE (w:Waiver {id: $id, reason: $reason, reference: $reference, by: $by, until: $until, share: $share, exposure: n.installs, grantedAt: datetime.realtime()})-[:WAIVES]->(n)
WITH n, n.state AS was
SET n.state = 'waived', n.waiver = $id, n.waivedBy = 'waiver',
    n.untold = coalesce(n.untold, 0) + CASE WHEN n.toldWaiver IS NULL THEN 0 ELSE 1 END, n.toldWaiver = null,
    n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'waived', runId: '', by: $by, from: was, to: 'waived',
  why: $reason + ' (reference ' + $reference + ', until ' + toString($until) + ')'})
