// One row: how many published reports the filters let pass.
MATCH (r:Report)
WHERE ($everything OR (r.pack = 'fir' AND $readerSupplier <> '') OR (r.pack = 'supplier' AND $readerSupplier <> '' AND r.party = $readerSupplier)
    OR (r.pack = 'manufacturer' AND size($readerManufacturers) > 0 AND $readerParty <> '' AND r.party = $readerParty))
  AND ($pack = '' OR r.pack = $pack) AND ($party = '' OR r.party = $party)
RETURN count(r) AS total
