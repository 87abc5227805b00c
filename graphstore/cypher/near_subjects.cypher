// One row is one subject that is spelt somewhat like a text: written otherwise in case, holding it, or beginning alike. Of those that the reader may know of.
WITH toLower($subject) AS asked, toLower(left($subject, 4)) AS start
CALL (asked, start) {
  MATCH (e:CplEntry)
  WHERE (toLower(e.entryId) CONTAINS asked OR toLower(e.entryId) STARTS WITH start) AND ($everything OR $readerSupplier <> '' OR e.manufacturerId IN $readerManufacturers)
  RETURN e.entryId AS subject
  LIMIT 2000
  UNION
  MATCH (m:DeviceModel)
  WHERE toLower(m.key) CONTAINS asked AND ($everything OR $readerSupplier <> '' OR m.manufacturerId IN $readerManufacturers)
  RETURN m.key AS subject
  LIMIT 500
  UNION
  MATCH (c:Cohort)
  WHERE toLower(c.key) CONTAINS asked AND ($everything OR ($readerSupplier <> '' AND c.supplier = $readerSupplier))
  RETURN c.key AS subject
  LIMIT 500
  UNION
  MATCH (n:Finding)
  WHERE size(asked) >= 6 AND n.fingerprint STARTS WITH asked
  AND ($everything
          OR ($readerSupplier <> '' AND n.supplier = $readerSupplier)
          OR n.toldTo IN $readerManufacturers)
        AND ($everything OR coalesce(n.maturity, 'live') = 'live')
      AND (n.audience IS NULL OR $everything OR (n.audience = 'manufacturer' AND n.manufacturerId IN $readerManufacturers))
  RETURN n.fingerprint AS subject
  LIMIT 10
}
RETURN subject AS subject
