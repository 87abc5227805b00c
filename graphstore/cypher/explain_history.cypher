// One row is one statement about an entry, oldest first, with the import that made it and, for readers of everything, its file and the row
// as typed, which may hold columns that are meant for nobody else.
MATCH (v:CplEntry {entryId: $entryId})
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
MATCH (v)-[:STATED]->(s:Statement)-[:FROM]->(i:Import)
RETURN i.id AS importId, CASE WHEN $everything THEN i.fileName END AS fileName, s.line AS line, s.effectiveOn AS effectiveOn, s.recordedAt AS recordedAt, s.status AS status,
       s.declaration AS declaration, s.declarationText AS declarationText, s.predecessors AS predecessors, coalesce(s.retired, false) AS retired,
       CASE WHEN $everything THEN s.raw END AS raw
ORDER BY effectiveOn, recordedAt
