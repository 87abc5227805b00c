// No rows. A waiver is granted; its finding, which is locked, is waived.
MATCH (n:Finding {fingerprint: $fingerprint})
CREATE (w:Waiver {id: $id, reason: $reason, reference: $reference, by: $by, until: $until, share: $share, exposure: n.installs, grantedAt: datetime.realtime()})-[:WAIVES]->(n)
WITH n, n.state AS was
SET n.state = 'waived', n.waiver = $id, n.waivedBy = 'waiver', n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'waived', runId: '', by: $by, from: was, to: 'waived',
  why: $reason + ' (reference ' + $reference + ', until ' + toString($until) + ')'})
