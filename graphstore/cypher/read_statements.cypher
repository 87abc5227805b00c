// One row is one statement about a version, with the columns that its file had; oldest first by what it
// was true of, then by when it was recorded.
UNWIND $ids AS id
MATCH (v:CplEntry {entryId: id})-[:STATED]->(s:Statement)-[:FROM]->(i:Import)
WHERE $everything
RETURN id AS entryId, s.effectiveOn AS effectiveOn, properties(s) AS stated, i.columns AS columns, coalesce(s.retired, false) AS retired
ORDER BY entryId, effectiveOn, s.recordedAt, s.line
