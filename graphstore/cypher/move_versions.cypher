// No rows. Versions whose row names another device model than before.
UNWIND $rows AS row
MATCH (v:CplEntry {entryId: row.version.entryId})<-[old:HAS_VERSION]-(:DeviceModel)
DELETE old
WITH row, v
MATCH (m:DeviceModel {key: row.version.modelKey})
CREATE (m)-[:HAS_VERSION]->(v)
