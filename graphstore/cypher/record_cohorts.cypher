// One row a cohort of these device models with a current count, by model and key, with the versions that it matches.
UNWIND $models AS model
MATCH (c:Cohort {modelKey: model})
WHERE $everything AND c.count > 0
CALL (c) {
  MATCH (c)-[:RUNS]->(v:Version)
  WITH v ORDER BY v.listed DESC, v.entryId
  RETURN collect([v.entryId, v.modelKey]) AS matched
}
RETURN c.key AS key, c.supplier AS supplier, c.modelKey AS modelKey, c.firmwareVersion AS firmwareVersion, c.asOf AS asOf, c.count AS count,
  coalesce(c.gained, 0) AS gained, coalesce(c.carried, false) AS carried, matched AS matched
ORDER BY modelKey, key
