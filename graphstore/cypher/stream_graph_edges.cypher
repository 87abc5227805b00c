// One row is one upgrade declared now to a version of the selection, and whether it can be done. Why not is said of what the reader sees.
CALL () {
  UNWIND $models AS key
  MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION ALL
  UNWIND $makers AS id
  MATCH (:Manufacturer {manufacturerId: id})-[:MAKES]->(:DeviceModel)-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION ALL
  WITH size($models) + size($makers) AS chosen WHERE chosen = 0
  MATCH (v:Version)
  RETURN v
}
WITH v
WHERE ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
MATCH (p:CplEntry)-[e:UPGRADES_TO]->(v)
WHERE e.until IS NULL
RETURN p.entryId AS fromId, v.entryId AS toId, e.since AS since, null AS until, e.restriction AS restriction, p:Placeholder AS placeholder, p = v AS self,
       coalesce(p.modelKey, '') AS modelKey, v.modelKey AS ownModelKey, EXISTS { (p)-[:WALKS_TO]->(v) } AS walkable,
       ($everything OR $readerSupplier <> '' OR coalesce(p.manufacturerId IN $readerManufacturers, false)) AS seen
ORDER BY fromId, toId
