// No rows. Edges into these versions that a restriction in force forbids: one that is declared anew is restricted still.
MATCH (r:Restriction {inForce: true})
WHERE r.to IN $ids
MATCH (:CplEntry {entryId: r.to})<-[e:UPGRADES_TO]-(:CplEntry {entryId: r.from})
WHERE e.until IS NULL
SET e.restriction = r.id
