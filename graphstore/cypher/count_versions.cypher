// One row: how many versions match, before paging.
MATCH (v:Version)
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
  AND ($model = '' OR v.modelKey = $model)
  AND ($manufacturer = '' OR v.manufacturerId = $manufacturer)
RETURN count(v) AS total
