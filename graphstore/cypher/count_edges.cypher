// One row: how many edges into and out of an entry the reader sees, as in explain_edges.
MATCH (e:CplEntry {entryId: $entryId})
CALL (e) {
  MATCH (:CplEntry)-[u:UPGRADES_TO]->(e)
  WHERE $everything OR $readerSupplier <> '' OR e.manufacturerId IN $readerManufacturers
  RETURN count(u) AS edges
  UNION ALL
  MATCH (e)-[u:UPGRADES_TO]->(s:CplEntry)
  WHERE s <> e AND ($everything OR $readerSupplier <> '' OR s.manufacturerId IN $readerManufacturers)
  RETURN count(u) AS edges
}
RETURN sum(edges) AS total
