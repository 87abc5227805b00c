// One row: the listed versions that declared N/A.
MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed AND v.declaration = 'none'
RETURN count(v) AS examined
