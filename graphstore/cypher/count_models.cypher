// One row: how many device models match, before paging. The search begins at manufacturers, or at all models.
CALL () {
  UNWIND $makers AS id
  MATCH (:Manufacturer {manufacturerId: id})-[:MAKES]->(m:DeviceModel)
  RETURN m
  UNION ALL
  WITH 1 AS all WHERE size($makers) = 0
  MATCH (m:DeviceModel)
  RETURN m
}
WITH m
WHERE ($everything OR $readerSupplier <> '' OR m.manufacturerId IN $readerManufacturers)
  AND ($maker = '' OR m.manufacturerId = $maker)
  AND ($deviceType = '' OR m.deviceType = $deviceType)
RETURN count(m) AS total
