// One row: how many statements there are about an entry that the reader sees.
MATCH (v:CplEntry {entryId: $entryId})
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
MATCH (v)-[:STATED]->(s:Statement)-[:FROM]->(:Import)
RETURN count(s) AS total
