// One row: how many device models match, before paging.
MATCH (m:DeviceModel)
WHERE ($everything OR $readerSupplier <> '' OR m.manufacturerId IN $readerManufacturers)
  AND ($manufacturer = '' OR m.manufacturerId = $manufacturer)
  AND ($deviceType = '' OR m.deviceType = $deviceType)
RETURN count(m) AS total
