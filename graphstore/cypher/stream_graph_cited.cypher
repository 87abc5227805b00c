// One row is one entry that versions of the selection cite and that is not of it. Of what the reader does not see it has the id alone.
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
  AND (p:Placeholder OR (size($models) > 0 AND NOT p.modelKey IN $models) OR (size($makers) > 0 AND NOT p.manufacturerId IN $makers))
WITH DISTINCT p, ($everything OR $readerSupplier <> '' OR coalesce(p.manufacturerId IN $readerManufacturers, false)) AS seen
WITH p, CASE WHEN NOT seen THEN 'cited' WHEN p:Placeholder THEN 'placeholder' ELSE 'version' END AS kind
RETURN p.entryId AS id, kind AS kind, CASE kind WHEN 'version' THEN p.modelKey END AS modelKey, CASE kind WHEN 'version' THEN p.firmwareVersion END AS firmwareVersion,
       CASE kind WHEN 'version' THEN p.status END AS status, CASE kind WHEN 'version' THEN p.listed END AS listed,
       CASE kind WHEN 'version' THEN p.declaration END AS declaration
ORDER BY id
