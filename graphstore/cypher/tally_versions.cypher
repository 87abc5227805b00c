// One row: how many versions match, before paging; counted up to $most.
CALL () {
  UNWIND $models AS key
  MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION
  UNWIND $makers AS id
  MATCH (:Manufacturer {manufacturerId: id})-[:MAKES]->(:DeviceModel)-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION
  WITH $q AS q WHERE size($models) + size($makers) = 0 AND q <> ''
  MATCH (v:CplEntry)
  WHERE v.entryId STARTS WITH q AND v:Version
  RETURN v
  UNION
  WITH toUpper($q) AS q WHERE size($models) + size($makers) = 0 AND q <> ''
  MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
  WHERE m.modelId STARTS WITH q
  RETURN v
  UNION
  WITH $q AS q WHERE size($models) + size($makers) = 0 AND q = ''
  MATCH (v:Version)
  RETURN v
}
WITH v
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
  AND ($q = '' OR v.entryId STARTS WITH $q OR v.modelId STARTS WITH toUpper($q))
  AND ($maker = '' OR v.manufacturerId = $maker)
  AND ($deviceType = '' OR v.deviceType = $deviceType)
  AND ($declaration = '' OR v.declaration = $declaration)
  AND ($listed IS NULL OR v.listed = $listed)
WITH v LIMIT $most
RETURN count(v) AS total
