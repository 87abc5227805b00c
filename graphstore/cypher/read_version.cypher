// One row: a version, what it cites, what cites it, who runs it, and whether pathways start there, as the reader may know it.
// A supplier counts its own devices alone. A manufacturer is told of no devices; of what is not its own, that it cites it.
MATCH (v:CplEntry {entryId: $entryId})
WHERE v:Version AND ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
WITH v, $everything OR $readerSupplier <> '' AS ofAll
CALL (v, ofAll) {
  MATCH (v)<-[e:UPGRADES_TO]-(p:CplEntry)
  WHERE e.until IS NULL
  OPTIONAL MATCH (r:Restriction {id: e.restriction})
  WITH p, e, r, ofAll, ofAll OR p:Placeholder OR p.manufacturerId IN $readerManufacturers AS seen ORDER BY p.entryId
  RETURN collect(CASE WHEN seen THEN {entryId: p.entryId, since: e.since, known: p:Version, listed: coalesce(p.listed, false), modelKey: p.modelKey,
                                      restriction: CASE WHEN ofAll THEN properties(r) ELSE r {.id, .reason, .startsOn, .endsOn} END}
                      ELSE {entryId: p.entryId, since: e.since} END) AS predecessors
}
CALL (v, ofAll) {
  MATCH (v)-[e:UPGRADES_TO]->(s:Version)
  WHERE e.until IS NULL AND (ofAll OR s.manufacturerId IN $readerManufacturers)
  OPTIONAL MATCH (r:Restriction {id: e.restriction})
  WITH s, e, r, ofAll ORDER BY s.entryId
  RETURN collect({entryId: s.entryId, since: e.since, known: true, listed: s.listed, modelKey: s.modelKey,
                  restriction: CASE WHEN ofAll THEN properties(r) ELSE r {.id, .reason, .startsOn, .endsOn} END}) AS successors
}
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0 AND ($everything OR ($readerSupplier <> '' AND c.supplier = $readerSupplier))
  RETURN sum(c.count) AS installs
}
RETURN properties(v) AS version, predecessors AS predecessors, successors AS successors, CASE WHEN ofAll THEN installs END AS installs,
       (v.listed AND v.declaration = 'none') OR installs > 0 AS entryPoint
