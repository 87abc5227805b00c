// One row is one version after $after, read in the order of the index of CPL Entry IDs. Empty filters let everything pass.
MATCH (v:CplEntry)
USING INDEX v:CplEntry(entryId)
WHERE v.entryId > $after AND v:Version
  AND ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
  AND ($deviceType = '' OR v.deviceType = $deviceType)
  AND ($declaration = '' OR v.declaration = $declaration)
  AND ($listed IS NULL OR v.listed = $listed)
RETURN properties(v) AS version, 0 AS rank
ORDER BY v.entryId
LIMIT $limit
