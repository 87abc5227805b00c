// One row is one manufacturer after $after, by its identifier; $id, if given, is the only one.
MATCH (f:Manufacturer)
WHERE ($everything OR $readerSupplier <> '' OR f.manufacturerId IN $readerManufacturers)
  AND f.manufacturerId > $after AND ($id = '' OR f.manufacturerId = $id)
WITH f ORDER BY f.manufacturerId LIMIT $limit
CALL (f) {
  OPTIONAL MATCH (f)-[:MAKES]->(m:DeviceModel)
  OPTIONAL MATCH (m)-[:HAS_VERSION]->(v:Version)
  RETURN count(DISTINCT m) AS models, count(v) AS versions, sum(CASE WHEN v.listed THEN 1 ELSE 0 END) AS listed
}
CALL (f) {
  OPTIONAL MATCH (:ManufacturerIdentifier {manufacturerId: f.manufacturerId})<-[:REPRESENTS]-(p:Party)
  RETURN min(p.partyId) AS party
}
RETURN f.manufacturerId AS manufacturerId, f.name AS name, party AS party, models AS models, versions AS versions, listed AS listed
ORDER BY manufacturerId
