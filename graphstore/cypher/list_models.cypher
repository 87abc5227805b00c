// One row is one device model after $after, by its key. Empty filters let everything pass. Devices are those that the reader may
// count: all of them, a supplier's own, or, null, none.
MATCH (m:DeviceModel)
WHERE m.key > $after AND ($key = '' OR m.key = $key)
  AND ($everything OR $readerSupplier <> '' OR m.manufacturerId IN $readerManufacturers)
  AND ($manufacturer = '' OR m.manufacturerId = $manufacturer)
  AND ($deviceType = '' OR m.deviceType = $deviceType)
WITH m ORDER BY m.key LIMIT $limit
CALL (m) {
  OPTIONAL MATCH (m)-[:HAS_VERSION]->(v:Version)
  RETURN count(v) AS versions, sum(CASE WHEN v.listed THEN 1 ELSE 0 END) AS listed
}
CALL (m) {
  OPTIONAL MATCH (c:Cohort {modelKey: m.key})
  WHERE $everything OR (c.supplier = $readerSupplier AND $readerSupplier <> '')
  RETURN sum(coalesce(c.count, 0)) AS devices
}
OPTIONAL MATCH (f:Manufacturer {manufacturerId: m.manufacturerId})
RETURN m.key AS key, m.deviceType AS deviceType, m.manufacturerId AS manufacturerId, f.name AS manufacturerName, m.modelId AS modelId,
       versions AS versions, listed AS listed, CASE WHEN $everything OR $readerSupplier <> '' THEN devices END AS devices
ORDER BY key
