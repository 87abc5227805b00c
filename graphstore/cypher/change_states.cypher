// One row: how many of the findings were changed by a person. The first SET takes each node's lock before its state is
// read, so that a run that merges at the same time goes before or after, whole.
UNWIND $fingerprints AS fingerprint
MATCH (n:Finding {fingerprint: fingerprint})
WHERE ($everything
    OR ($readerSupplier <> '' AND n.supplier = $readerSupplier)
    OR n.toldTo IN $readerManufacturers)
  AND ($everything OR coalesce(n.maturity, 'live') = 'live')
SET n.lockedAt = datetime.realtime()
WITH n, n.state AS was
WHERE ($everything OR n.toldWaiver IS NULL) AND was IN ['open', 'acknowledged', 'fix-proposed'] AND was <> $to
  AND ($readerParty = '' OR COUNT { MATCH (n)-[:HAS_EVENT]->(own:FindingEvent) WHERE own.party = $readerParty } < $mostOwn)
  AND ($rule = '' OR n.rule = $rule)
  AND (size($states) = 0 OR was IN $states)
  AND ($manufacturer = '' OR n.manufacturerId = $manufacturer)
  AND ($supplier = '' OR n.supplier = $supplier)
SET n.state = $to, n.toldWaiver = null, n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'state', runId: '', by: $by, from: was, to: $to, why: $why,
  party: CASE WHEN $readerParty <> '' THEN $readerParty END,
  manufacturers: CASE WHEN size($readerManufacturers) > 0 THEN $readerManufacturers END})
RETURN count(n) AS changed
