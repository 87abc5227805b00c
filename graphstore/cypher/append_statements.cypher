// No rows. What an import newly says about versions that the graph knows, with the row as typed.
MATCH (i:Import {id: $importId})
UNWIND $rows AS row
MATCH (v:CplEntry {entryId: row.version.entryId})
CREATE (v)-[:STATED]->(s:Statement)-[:FROM]->(i)
SET s = row.statement, s.importId = $importId, s.effectiveOn = $effectiveOn, s.recordedAt = datetime.transaction(), s.line = row.line, s.raw = row.raw
