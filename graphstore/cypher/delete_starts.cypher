// No rows. Entry points of these models that are entry points no longer.
UNWIND $keys AS key
MATCH (m:DeviceModel {key: key})-[s:STARTS_AT]->(v:Version)
WHERE v.modelKey <> key
   OR NOT ((v.listed AND v.declaration = 'none') OR EXISTS { MATCH (v)<-[:RUNS]-(c:Cohort) WHERE c.count > 0 })
DELETE s
