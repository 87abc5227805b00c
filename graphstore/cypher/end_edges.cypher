// No rows. Edges that are no longer declared are ended, never deleted.
UNWIND $ids AS id
MATCH (v:CplEntry {entryId: id})<-[e:UPGRADES_TO]-(p:CplEntry)
WHERE e.until IS NULL AND NOT p.entryId IN v.predecessors
SET e.until = v.effectiveOn
