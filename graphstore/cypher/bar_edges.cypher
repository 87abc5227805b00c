// One row is one declared edge that is barred now, by the id of what bars it.
UNWIND $edges AS edge
MATCH (:CplEntry {entryId: edge.from})-[e:UPGRADES_TO]->(:CplEntry {entryId: edge.to})
WHERE e.until IS NULL
SET e.restriction = $restriction
RETURN edge.from AS fromId, edge.to AS toId
