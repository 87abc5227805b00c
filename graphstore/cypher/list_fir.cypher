// One row a version that is listed, or from which an upgrade may start, by CPL Entry ID: what it cites, and whether each of that may be walked.
MATCH (v:CplEntry)
WHERE $everything AND v.entryId > $after AND v:Version AND (v.listed OR EXISTS { (v)-[:WALKS_TO]->() })
WITH v ORDER BY v.entryId LIMIT $limit
CALL (v) {
  MATCH (v)<-[e:UPGRADES_TO]-(p:CplEntry)
  WHERE e.until IS NULL
  WITH e, p ORDER BY p.entryId
  RETURN collect([p.entryId, e.restriction, p.modelKey = v.modelKey, p:Version]) AS cited
}
CALL (v) {
  MATCH (v)<-[:WALKS_TO]-(p:Version)
  RETURN collect(p.entryId) AS walked
}
RETURN properties(v) AS version, cited AS cited, walked AS walked
ORDER BY v.entryId
