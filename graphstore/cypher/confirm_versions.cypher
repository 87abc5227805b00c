// No rows. Versions of which a list of a newer date says what was known.
UNWIND $ids AS id
MATCH (v:CplEntry {entryId: id})
SET v.confirmedOn = $effectiveOn
