// One row a manufacturer, with what its listed versions declare.
MATCH (m:Manufacturer)
WHERE $everything
CALL (m) {
  OPTIONAL MATCH (m)-[:MAKES]->(d:DeviceModel)
  OPTIONAL MATCH (d)-[:HAS_VERSION]->(v:Version)
  RETURN count(DISTINCT d) AS models, count(v) AS versions,
    sum(CASE WHEN v.listed THEN 1 ELSE 0 END) AS listed,
    sum(CASE WHEN v.listed AND v.declaration = 'list' THEN 1 ELSE 0 END) AS list,
    sum(CASE WHEN v.listed AND v.declaration = 'none' THEN 1 ELSE 0 END) AS none,
    sum(CASE WHEN v.listed AND v.declaration = 'not-stated' THEN 1 ELSE 0 END) AS notStated,
    sum(CASE WHEN v.listed AND v.declaration = 'invalid' THEN 1 ELSE 0 END) AS invalid
}
RETURN m.manufacturerId AS manufacturerId, m.name AS name, models, versions, listed, list, none, notStated, invalid
ORDER BY manufacturerId
