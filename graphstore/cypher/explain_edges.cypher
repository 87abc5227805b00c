// One row is one edge into or out of an entry after a place, now declared or ended, with what is at its other end and whether it can be walked.
// A manufacturer sees the edges between its own versions, and of what else it cites the id alone. Edges between the same two follow one
// another, and the one that is declared now is the last: which of them an edge is, from 0, never changes.
MATCH (e:CplEntry {entryId: $entryId})
CALL (e) {
  MATCH (p:CplEntry)-[u:UPGRADES_TO]->(e)
  RETURN 'in' AS direction, p AS other, u, p AS fromEntry, e AS toEntry
  UNION ALL
  MATCH (e)-[u:UPGRADES_TO]->(s:CplEntry)
  WHERE s <> e
  RETURN 'out' AS direction, s AS other, u, e AS fromEntry, s AS toEntry
}
WITH e, direction, other, u, fromEntry, toEntry
WHERE ($everything OR $readerSupplier <> '' OR toEntry.manufacturerId IN $readerManufacturers)
WITH e, direction, other, fromEntry, toEntry, u ORDER BY u.since, u.until
WITH e, direction, other, fromEntry, toEntry, collect(u) AS edges
UNWIND range(0, size(edges) - 1) AS nth
WITH e, direction, other, fromEntry, toEntry, nth, edges[nth] AS u
WHERE direction > $afterDirection OR (direction = $afterDirection AND (other.entryId > $after OR (other.entryId = $after AND nth > $afterNth)))
WITH e, direction, other, fromEntry, toEntry, nth, u ORDER BY direction, other.entryId, nth LIMIT $limit
RETURN direction AS direction, other.entryId AS entryId, nth AS nth, u.since AS since, u.until AS until, fromEntry:Placeholder AS placeholder,
       CASE WHEN $everything OR $readerSupplier <> '' OR other.manufacturerId IN $readerManufacturers THEN u.restriction END AS restriction,
       CASE WHEN $everything OR $readerSupplier <> '' OR other.manufacturerId IN $readerManufacturers THEN coalesce(other.modelKey, '') ELSE '' END AS modelKey,
       other = e AS self, e.modelKey AS ownModelKey, coalesce(toEntry.listed, false) AS targetListed, toEntry.status AS targetStatus,
       EXISTS { (fromEntry)-[:WALKS_TO]->(toEntry) } AS walkable
ORDER BY direction, entryId, nth
