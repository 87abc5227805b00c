// One row: a version, what it cites, what cites it, who runs it, and what is open about it.
MATCH (v:CplEntry {entryId: $entryId})
WHERE v:Version AND $everything
CALL (v) {
  MATCH (v)<-[e:UPGRADES_TO]-(p:CplEntry)
  WHERE e.until IS NULL
  OPTIONAL MATCH (r:Restriction {id: e.restriction})
  WITH p, e, r ORDER BY p.entryId
  RETURN collect({entryId: p.entryId, since: e.since, known: p:Version, listed: coalesce(p.listed, false), modelKey: p.modelKey, restriction: properties(r)}) AS predecessors
}
CALL (v) {
  MATCH (v)-[e:UPGRADES_TO]->(s:Version)
  WHERE e.until IS NULL
  OPTIONAL MATCH (r:Restriction {id: e.restriction})
  WITH s, e, r ORDER BY s.entryId
  RETURN collect({entryId: s.entryId, since: e.since, known: true, listed: s.listed, modelKey: s.modelKey, restriction: properties(r)}) AS successors
}
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS installs
}
RETURN properties(v) AS version, predecessors AS predecessors, successors AS successors, installs AS installs,
       EXISTS { MATCH (:DeviceModel {key: v.modelKey})-[:STARTS_AT]->(v) } AS entryPoint
