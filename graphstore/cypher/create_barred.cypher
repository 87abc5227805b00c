// No rows. Declared edges within these models that are not walkable, because their target is not listed or they are
// restricted: with the walkable ones they are all the declared edges between known versions of a model, self-edges left
// out. Of a listed version only one that cites more than what is walkable is looked at: they are few.
UNWIND $keys AS key
MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
WHERE NOT v.listed OR size(v.predecessors) > COUNT { (v)<-[:WALKS_TO]-() }
MATCH (v)<-[e:UPGRADES_TO]-(p:Version)
WHERE e.until IS NULL AND (NOT v.listed OR e.restriction IS NOT NULL) AND p.modelKey = key AND p <> v
MERGE (p)-[:BARRED_TO]->(v)
