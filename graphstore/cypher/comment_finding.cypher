// No rows. What somebody has to say about a finding; it changes no state. A party's words are marked as its own.
MATCH (n:Finding {fingerprint: $fingerprint})
SET n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'comment', runId: '', by: $by, why: $text,
  party: CASE WHEN $readerParty <> '' THEN $readerParty END,
  manufacturers: CASE WHEN size($readerManufacturers) > 0 THEN $readerManufacturers END})
