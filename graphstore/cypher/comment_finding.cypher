// No rows. What somebody has to say about a finding; it changes no state. A manufacturer's own words are marked as its own.
MATCH (n:Finding {fingerprint: $fingerprint})
SET n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'comment', runId: '', by: $by, why: $text,
  manufacturers: CASE WHEN size($readerManufacturers) > 0 THEN $readerManufacturers END})
