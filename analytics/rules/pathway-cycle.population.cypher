// One row: the listed versions that declared a list, of which a component covers its listed members.
MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed AND v.declaration = 'list'
RETURN count(v) AS examined
