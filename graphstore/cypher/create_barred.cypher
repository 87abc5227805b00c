// No rows. Declared edges within these models that are not walkable, because their target is not listed: with
// the walkable ones they are all the declared edges between known versions of a model, self-edges left out.
UNWIND $keys AS key
MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
WHERE NOT v.listed
MATCH (v)<-[e:UPGRADES_TO]-(p:Version)
WHERE e.until IS NULL AND p.modelKey = key AND p <> v
MERGE (p)-[:BARRED_TO]->(v)
