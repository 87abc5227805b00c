// No rows. Stored versions that a row changed; their declared edges are brought in line afterwards.
UNWIND $rows AS row
MATCH (v:CplEntry {entryId: row.version.entryId})
SET v:Unlinked, v += row.version
