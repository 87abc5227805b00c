// No rows. One edge per declared id; an id that is on no list becomes a placeholder.
UNWIND $ids AS id
MATCH (v:CplEntry {entryId: id})
OPTIONAL MATCH (v)<-[e:UPGRADES_TO]-(known:CplEntry)
WHERE e.until IS NULL
WITH v, collect(known.entryId) AS declared
UNWIND [cited IN v.predecessors WHERE NOT cited IN declared] AS cited
MERGE (p:CplEntry {entryId: cited})
  ON CREATE SET p:Placeholder
CREATE (p)-[:UPGRADES_TO {since: v.effectiveOn}]->(v)
