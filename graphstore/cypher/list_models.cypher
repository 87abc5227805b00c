// One row is one device model after $after, by its key. Empty filters let everything pass. Devices are those that the reader may
// count: all of them, a supplier's own, or, null, none. The search begins at the key, at manufacturers, or, without either, at the
// index of keys, in whose order it goes on.
CALL () {
  UNWIND $keys AS key
  MATCH (m:DeviceModel {key: key})
  RETURN m
  UNION ALL
  UNWIND $makers AS id
  MATCH (:Manufacturer {manufacturerId: id})-[:MAKES]->(m:DeviceModel)
  WHERE m.key > $after
  RETURN m
  UNION ALL
  WITH 1 AS all WHERE size($keys) + size($makers) = 0
  MATCH (m:DeviceModel)
  USING INDEX m:DeviceModel(key)
  WHERE m.key > $after AND ($deviceType = '' OR m.deviceType = $deviceType)
  RETURN m
  ORDER BY m.key LIMIT $limit
}
WITH m
WHERE ($everything OR $readerSupplier <> '' OR m.manufacturerId IN $readerManufacturers)
  AND ($maker = '' OR m.manufacturerId = $maker)
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
