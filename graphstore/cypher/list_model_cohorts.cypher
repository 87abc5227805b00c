// One row is one cohort of a device model between two keys, in their order. Empty filters let everything pass.
MATCH (c:Cohort {modelKey: $model})
WHERE c.key > $after AND c.key < $end
  AND ($everything OR (c.supplier = $readerSupplier AND $readerSupplier <> ''))
  AND ($deviceType = '' OR c.deviceType = $deviceType)
  AND ($manufacturer = '' OR c.manufacturerId = $manufacturer)
  AND ($inService IS NULL OR (c.count > 0) = $inService)
WITH c ORDER BY c.key LIMIT $limit
CALL (c) {
  OPTIONAL MATCH (c)-[:RUNS]->(v:Version)
  WITH v ORDER BY v.entryId
  RETURN collect(v.entryId) AS runs
}
RETURN properties(c) AS cohort, runs AS runs
ORDER BY c.key
