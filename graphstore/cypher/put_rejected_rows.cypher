// No rows. Entries whose latest row was rejected. A list that is older than what is known of an entry changes nothing.
UNWIND $rows AS row
OPTIONAL MATCH (v:CplEntry {entryId: row.entryId})
WITH row, v
WHERE NOT coalesce(v.effectiveOn > $effectiveOn, false) AND NOT coalesce(v.confirmedOn > $effectiveOn, false)
MERGE (r:RejectedRow {entryId: row.entryId})
  ON CREATE SET r.effectiveOn = $effectiveOn
WITH r, row
WHERE r.effectiveOn <= $effectiveOn
SET r = row, r.effectiveOn = $effectiveOn
