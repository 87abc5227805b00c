// No rows. Entries whose row was accepted again.
UNWIND $keys AS id
MATCH (r:RejectedRow {entryId: id})
DELETE r
