// One row: the image hashes that a listed version carries.
MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed AND v.imageHash IS NOT NULL
RETURN count(DISTINCT v.imageHash) AS examined
