// One row is one version of the device models, of the manufacturers, or of what begins as $q does: those of which it is the whole id
// or model first, each part by CPL Entry ID. Empty filters let everything pass.
CALL () {
  UNWIND $models AS key
  MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION
  UNWIND $makers AS id
  MATCH (:Manufacturer {manufacturerId: id})-[:MAKES]->(:DeviceModel)-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION
  WITH $q AS q WHERE size($models) + size($makers) = 0
  MATCH (v:CplEntry)
  WHERE v.entryId STARTS WITH q AND v:Version
  RETURN v
  UNION
  WITH toUpper($q) AS q WHERE size($models) + size($makers) = 0
  MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
  WHERE m.modelId STARTS WITH q
  RETURN v
}
WITH v, CASE WHEN $q = '' OR v.entryId = $q OR v.modelId = toUpper($q) THEN 0 ELSE 1 END AS rank
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
  AND (rank > $afterRank OR (rank = $afterRank AND v.entryId > $after))
  AND ($q = '' OR v.entryId STARTS WITH $q OR v.modelId STARTS WITH toUpper($q))
  AND ($maker = '' OR v.manufacturerId = $maker)
  AND ($deviceType = '' OR v.deviceType = $deviceType)
  AND ($declaration = '' OR v.declaration = $declaration)
  AND ($listed IS NULL OR v.listed = $listed)
WITH v, rank ORDER BY rank, v.entryId LIMIT $limit
RETURN properties(v) AS version, rank AS rank
ORDER BY rank, v.entryId
