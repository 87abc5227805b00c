// One row is one statement about an entry after a place, oldest first, with the import that made it and, for readers of everything, its file and the row
// as typed, which may hold columns that are meant for nobody else.
MATCH (v:CplEntry {entryId: $entryId})
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
MATCH (v)-[:STATED]->(s:Statement)-[:FROM]->(i:Import)
WITH s, i, s.recordedAt.epochSeconds * 1000000000 + s.recordedAt.nanosecond AS at
WHERE $after = '' OR s.effectiveOn > $afterOn OR (s.effectiveOn = $afterOn AND (at > $afterAt OR (at = $afterAt AND i.id > $after)))
RETURN i.id AS importId, CASE WHEN $everything THEN i.fileName END AS fileName, s.line AS line, s.effectiveOn AS effectiveOn, s.recordedAt AS recordedAt, s.status AS status,
       s.declaration AS declaration, s.declarationText AS declarationText, s.predecessors AS predecessors, coalesce(s.retired, false) AS retired,
       CASE WHEN $everything THEN s.raw END AS raw
ORDER BY effectiveOn, at, importId
LIMIT $limit
