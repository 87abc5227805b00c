// One row: how many manufacturers the reader sees.
MATCH (f:Manufacturer)
WHERE ($everything OR $readerSupplier <> '' OR f.manufacturerId IN $readerManufacturers)
RETURN count(f) AS total
