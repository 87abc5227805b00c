// No rows. Declared edges of these models that are walkable: target listed, both ends of the model, no self-edge, not
// restricted. Each notes after which full run it became so, if there was one.
OPTIONAL MATCH (last:Counter {name: 'full-run'})
UNWIND $keys AS key
MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
WHERE v.listed
OPTIONAL MATCH (v)<-[:WALKS_TO]-(already)
WITH last.value AS afterRun, key, v, collect(already) AS already
MATCH (v)<-[e:UPGRADES_TO]-(p:Version)
WHERE e.until IS NULL AND e.restriction IS NULL AND p.modelKey = key AND p <> v AND NOT p IN already
CREATE (p)-[w:WALKS_TO]->(v)
SET w.afterRun = afterRun
