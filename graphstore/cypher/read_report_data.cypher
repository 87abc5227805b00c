// One row a part of a published report's data, in order, each with the hash and size of the whole.
MATCH (r:Report {id: $id})-[:HAS_PART]->(p:FrozenPart)
WHERE ($everything OR (r.pack = 'fir' AND $readerSupplier <> '') OR (r.pack = 'supplier' AND $readerSupplier <> '' AND r.party = $readerSupplier)
    OR (r.pack = 'manufacturer' AND size($readerManufacturers) > 0 AND $readerParty <> '' AND r.party = $readerParty))
RETURN r.sha256 AS sha256, r.size AS size, p.data AS data
ORDER BY p.n
