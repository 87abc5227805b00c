// No rows. Entry points of these models: listed versions that declared N/A, and versions in service whatever their status.
UNWIND $keys AS key
MATCH (m:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
WHERE (v.listed AND v.declaration = 'none') OR EXISTS { MATCH (v)<-[:RUNS]-(c:Cohort) WHERE c.count > 0 }
MERGE (m)-[:STARTS_AT]->(v)
