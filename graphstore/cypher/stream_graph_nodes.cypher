// One row is one version of the selection: of the device models, of the manufacturers, or every one.
CALL () {
  UNWIND $models AS key
  MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION ALL
  UNWIND $makers AS id
  MATCH (:Manufacturer {manufacturerId: id})-[:MAKES]->(:DeviceModel)-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION ALL
  WITH size($models) + size($makers) AS chosen WHERE chosen = 0
  MATCH (v:Version)
  RETURN v
}
WITH v
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
RETURN v.entryId AS id, 'version' AS kind, v.modelKey AS modelKey, v.firmwareVersion AS firmwareVersion, v.status AS status, v.listed AS listed,
       v.declaration AS declaration
ORDER BY id
