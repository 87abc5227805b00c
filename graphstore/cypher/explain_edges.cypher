// One row is one edge into or out of an entry, now declared or ended, with what is at its other end and whether it can be walked.
// A manufacturer sees the edges between its own versions, and of what else it cites the id alone.
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
RETURN direction AS direction, other.entryId AS entryId, u.since AS since, u.until AS until, fromEntry:Placeholder AS placeholder,
       CASE WHEN $everything OR $readerSupplier <> '' OR other.manufacturerId IN $readerManufacturers THEN u.restriction END AS restriction,
       CASE WHEN $everything OR $readerSupplier <> '' OR other.manufacturerId IN $readerManufacturers THEN coalesce(other.modelKey, '') ELSE '' END AS modelKey,
       other = e AS self, e.modelKey AS ownModelKey, coalesce(toEntry.listed, false) AS targetListed, toEntry.status AS targetStatus,
       EXISTS { (fromEntry)-[:WALKS_TO]->(toEntry) } AS walkable
ORDER BY direction, entryId, since
