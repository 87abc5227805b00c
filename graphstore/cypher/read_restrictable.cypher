// One row: whether both ends of an edge are versions, whether it is declared now, and some of what its target cites.
OPTIONAL MATCH (p:CplEntry {entryId: $from})
OPTIONAL MATCH (v:CplEntry {entryId: $to})
WITH p, v
WHERE $everything
RETURN coalesce(p:Version, false) AS fromKnown, coalesce(v:Version, false) AS toKnown,
  EXISTS { MATCH (p)-[e:UPGRADES_TO]->(v) WHERE e.until IS NULL } AS declared, coalesce(v.predecessors, [])[0..5] AS cited
