// One row is one version. Empty filters let everything pass; ordered by CPL Entry ID.
MATCH (v:Version)
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers) AND v.entryId > $after
  AND ($model = '' OR v.modelKey = $model)
  AND ($manufacturer = '' OR v.manufacturerId = $manufacturer)
RETURN properties(v) AS version
ORDER BY v.entryId
LIMIT $limit
