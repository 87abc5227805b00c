// No rows. Barred edges into versions of these models that are walkable again, or no longer declared within the model.
UNWIND $keys AS key
MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)<-[b:BARRED_TO]-(p)
WHERE p.modelKey <> key
   OR NOT EXISTS { MATCH (p)-[e:UPGRADES_TO]->(v) WHERE e.until IS NULL AND (NOT v.listed OR e.restriction IS NOT NULL) }
DELETE b
