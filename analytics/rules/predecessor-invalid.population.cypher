// One row: the listed versions.
MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed
RETURN count(v) AS examined
