// No rows. Entries that the graph does not know in any form, each with what was stated about it and the row as typed.
MATCH (i:Import {id: $importId})
UNWIND $rows AS row
MATCH (m:DeviceModel {key: row.version.modelKey})
CREATE (m)-[:HAS_VERSION]->(v:CplEntry:Version:Unlinked)-[:STATED]->(s:Statement)-[:FROM]->(i)
SET v = row.version, s = row.version,
    s.importId = $importId, s.recordedAt = datetime.transaction(), s.line = row.line, s.raw = row.raw
