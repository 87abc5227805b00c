// No rows. Entries whose row was accepted again, in a list that is not older.
UNWIND $keys AS key
MATCH (r:RejectedRow {entryId: key})
WHERE r.effectiveOn <= $effectiveOn
DELETE r
