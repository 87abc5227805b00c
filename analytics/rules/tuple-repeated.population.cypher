// One row: the device tuples of listed versions.
MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed
RETURN count(DISTINCT v.tupleKey) AS examined
