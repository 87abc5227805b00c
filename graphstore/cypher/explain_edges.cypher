// One row is one edge into or out of an entry, now declared or ended, with what is at its other end and whether it can be walked.
MATCH (e:CplEntry {entryId: $entryId})
WHERE $everything
CALL (e) {
  MATCH (p:CplEntry)-[u:UPGRADES_TO]->(e)
  RETURN 'in' AS direction, p AS other, u, p AS fromEntry, e AS toEntry
  UNION ALL
  MATCH (e)-[u:UPGRADES_TO]->(s:CplEntry)
  WHERE s <> e
  RETURN 'out' AS direction, s AS other, u, e AS fromEntry, s AS toEntry
}
RETURN direction AS direction, other.entryId AS entryId, u.since AS since, u.until AS until, u.restriction AS restriction, fromEntry:Placeholder AS placeholder,
       other = e AS self, coalesce(other.modelKey, '') AS modelKey, e.modelKey AS ownModelKey, coalesce(toEntry.listed, false) AS targetListed, toEntry.status AS targetStatus,
       EXISTS { (fromEntry)-[:WALKS_TO]->(toEntry) } AS walkable
ORDER BY direction, entryId, since
