// One row: what the graph knows under this text and the reader may know of. An entry comes before all else. A manufacturer knows of
// an id on no list if it cites it itself.
WITH $subject AS subject
OPTIONAL MATCH (e:CplEntry {entryId: subject})
WHERE $everything OR $readerSupplier <> '' OR e.manufacturerId IN $readerManufacturers
   OR (e:Placeholder AND EXISTS { MATCH (e)-[:UPGRADES_TO]->(v:Version) WHERE v.manufacturerId IN $readerManufacturers })
OPTIONAL MATCH (r:RejectedRow {entryId: subject})
WHERE $everything OR split(coalesce(r.tupleKey, ''), '|')[1] IN $readerManufacturers
OPTIONAL MATCH (n:Finding {fingerprint: subject})
WHERE ($everything
        OR ($readerSupplier <> '' AND n.supplier = $readerSupplier)
        OR n.toldTo IN $readerManufacturers)
      AND ($everything OR coalesce(n.maturity, 'live') = 'live')
  AND (n.audience IS NULL OR $everything OR (n.audience = 'manufacturer' AND n.manufacturerId IN $readerManufacturers))
OPTIONAL MATCH (m:DeviceModel {key: subject})
WHERE ($everything OR $readerSupplier <> '' OR m.manufacturerId IN $readerManufacturers)
OPTIONAL MATCH (c:Cohort {key: subject})
WHERE ($everything OR ($readerSupplier <> '' AND c.supplier = $readerSupplier))
RETURN CASE WHEN e:Version THEN 'version' WHEN e IS NOT NULL OR r IS NOT NULL THEN 'placeholder' WHEN n IS NOT NULL THEN 'finding'
            WHEN m IS NOT NULL THEN 'model' WHEN c IS NOT NULL THEN 'cohort' ELSE '' END AS kind
