// One row a published report, newest first. Empty filters let everything pass; $before continues a page.
MATCH (r:Report)-[:REPORTS_ON]->(run:Run)
WHERE ($everything OR (r.pack = 'fir' AND $readerSupplier <> '') OR (r.pack = 'supplier' AND $readerSupplier <> '' AND r.party = $readerSupplier)
    OR (r.pack = 'manufacturer' AND size($readerManufacturers) > 0 AND $readerParty <> '' AND r.party = $readerParty))
  AND ($id = '' OR r.id = $id) AND ($pack = '' OR r.pack = $pack) AND ($party = '' OR r.party = $party) AND ($before = '' OR r.id < $before)
WITH r, run ORDER BY r.id DESC LIMIT $limit
OPTIONAL MATCH (later:Report)-[:RESTATES]->(r)
WITH r, run, later ORDER BY later.id DESC
WITH r, run, collect(later.id) AS restatedBy
RETURN properties(r) AS report, run.number AS runNumber, coalesce(head(restatedBy), '') AS restatedBy
ORDER BY r.id DESC
