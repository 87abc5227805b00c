// One row: the listed versions to which an edge was walkable at an earlier full run.
OPTIONAL MATCH (last:Counter {name: 'full-run'})
WITH coalesce(last.value, 0) AS lastRun
MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed AND (EXISTS { (v)<-[:WALKED_TO]-() } OR EXISTS { MATCH (v)<-[w:WALKS_TO]-() WHERE coalesce(w.afterRun, 0) < lastRun })
RETURN count(v) AS examined
