// One row: the listed versions that declared a list.
MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed AND v.declaration = 'list'
RETURN count(v) AS examined
