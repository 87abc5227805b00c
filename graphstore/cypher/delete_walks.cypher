// No rows. Walkable edges into versions of these models that are walkable no longer. That one was so at an
// earlier full run is kept: WALKED_TO is never deleted.
OPTIONAL MATCH (last:Counter {name: 'full-run'})
UNWIND $keys AS key
MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)<-[w:WALKS_TO]-(p)
WHERE NOT v.listed OR p.modelKey <> key OR NOT EXISTS { MATCH (p)-[e:UPGRADES_TO]->(v) WHERE e.until IS NULL AND e.restriction IS NULL }
WITH v, p, w, last.value > coalesce(w.afterRun, 0) AS seen
DELETE w
FOREACH (ignored IN CASE WHEN seen THEN [1] ELSE [] END | MERGE (p)-[:WALKED_TO]->(v))
