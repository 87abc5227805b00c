// One row a rendering of a published report, oldest first.
MATCH (r:Report {id: $id})-[:RENDERED_AS]->(f:Rendering)
WHERE ($everything OR (r.pack = 'fir' AND $readerSupplier <> '') OR (r.pack = 'supplier' AND $readerSupplier <> '' AND r.party = $readerSupplier)
    OR (r.pack = 'manufacturer' AND size($readerManufacturers) > 0 AND $readerParty <> '' AND r.party = $readerParty))
RETURN f.format AS format, f.release AS release, f.sha256 AS sha256, f.size AS size, f.key AS key, f.signature AS signature, f.at AS at
ORDER BY f.at, f.sha256
