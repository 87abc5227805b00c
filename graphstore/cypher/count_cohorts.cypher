// One row: how many cohorts match, before paging; counted up to $most.
MATCH (c:Cohort)
WHERE c.key > $begin AND c.key < $end
  AND ($everything OR (c.supplier = $readerSupplier AND $readerSupplier <> ''))
  AND ($deviceType = '' OR c.deviceType = $deviceType)
  AND ($manufacturer = '' OR c.manufacturerId = $manufacturer)
  AND ($inService IS NULL OR (c.count > 0) = $inService)
WITH c LIMIT $most
RETURN count(c) AS total
