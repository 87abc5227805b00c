// No rows. Counts whose row was accepted after all.
UNWIND $keys AS key
MATCH (r:RejectedCount {key: key})
DELETE r
