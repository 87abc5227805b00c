// One row is one statement about an entry, oldest first, with the import that made it and the row as typed.
MATCH (:CplEntry {entryId: $entryId})-[:STATED]->(s:Statement)-[:FROM]->(i:Import)
WHERE $everything
RETURN i.id AS importId, i.fileName AS fileName, s.line AS line, s.effectiveOn AS effectiveOn, s.recordedAt AS recordedAt, s.status AS status,
       s.declaration AS declaration, s.declarationText AS declarationText, s.predecessors AS predecessors, coalesce(s.retired, false) AS retired, s.raw AS raw
ORDER BY effectiveOn, recordedAt
