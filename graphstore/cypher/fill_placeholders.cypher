// No rows. Entries that were cited before they were listed: the placeholder turns into the version.
UNWIND $rows AS row
MATCH (v:CplEntry {entryId: row.version.entryId})
MATCH (m:DeviceModel {key: row.version.modelKey})
SET v:Version:Unlinked, v = row.version
REMOVE v:Placeholder
CREATE (m)-[:HAS_VERSION]->(v)
