// No rows. Walkable edges into versions of these models that are walkable no longer.
UNWIND $keys AS key
MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)<-[w:WALKS_TO]-(p)
WHERE NOT v.listed OR p.modelKey <> key OR NOT EXISTS { MATCH (p)-[e:UPGRADES_TO]->(v) WHERE e.until IS NULL }
DELETE w
