// At most one row: the frozen report of this kind of a run, of all parties or ($party not blank) of one. No row when the run is
// unknown. isNew is null when the report was frozen before: what is frozen is never written again.
MATCH (r:Run {id: $runId})
MERGE (r)-[:FROZE]->(f:FrozenReport {kind: $kind, party: $party})
  ON CREATE SET f.runId = $runId, f.sha256 = $sha256, f.size = $size, f.frozenAt = datetime.realtime(), f.isNew = true
WITH f, f.isNew AS isNew
REMOVE f.isNew
RETURN f.sha256 AS sha256, coalesce(isNew, false) AS created
