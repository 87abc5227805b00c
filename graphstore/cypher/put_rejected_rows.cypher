// No rows. Entries whose latest row was rejected.
UNWIND $rows AS row
MERGE (r:RejectedRow {entryId: row.entryId})
SET r = row
