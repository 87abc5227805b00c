// At most one row: a finding that the reader may see, under its lock until the commit, and how much the reader's party has written in its trail.
MATCH (n:Finding {fingerprint: $fingerprint})
WHERE ($everything
    OR ($readerSupplier <> '' AND n.supplier = $readerSupplier)
    OR n.toldTo IN $readerManufacturers)
  AND ($everything OR coalesce(n.maturity, 'live') = 'live')
  AND (n.audience IS NULL OR $everything OR (n.audience = 'manufacturer' AND n.manufacturerId IN $readerManufacturers))
SET n.lockedAt = datetime.realtime()
WITH n
RETURN n.fingerprint AS fingerprint, CASE WHEN $everything OR n.toldWaiver IS NULL THEN n.state ELSE 'waived' END AS state,
       coalesce(n.revision, 0) - CASE WHEN $everything THEN 0 ELSE coalesce(n.untold, 0) END AS revision, n.rule AS rule, n.subject AS subject, n.installs AS installs,
       COUNT { MATCH (n)-[:HAS_EVENT]->(own:FindingEvent) WHERE $readerParty <> '' AND own.party = $readerParty } AS own
