// One row is one cohort that runs a version, or is of a device model, with what it runs. A supplier sees its own.
CALL () {
  WITH $entryId AS id WHERE id <> ''
  MATCH (:CplEntry {entryId: id})<-[:RUNS]-(c:Cohort)
  RETURN c
  UNION
  WITH $modelKey AS key WHERE key <> ''
  MATCH (c:Cohort {modelKey: key})
  RETURN c
  UNION
  WITH $cohortKey AS key WHERE key <> ''
  MATCH (c:Cohort {key: key})
  RETURN c
}
WITH c
WHERE ($everything OR ($readerSupplier <> '' AND c.supplier = $readerSupplier))
CALL (c) {
  MATCH (c)-[:RUNS]->(v:Version)
  WITH v ORDER BY v.entryId
  RETURN collect({entryId: v.entryId, modelKey: v.modelKey, status: v.status, listed: v.listed, removedOn: coalesce(v.removedOn, v.retiredOn)}) AS runs
}
RETURN properties(c) AS cohort, runs AS runs
ORDER BY c.supplier, c.key
