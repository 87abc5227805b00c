// One row is one device model with its versions, by CPL Entry ID, and its walkable edges as pairs of ids. Devices, and with them where
// pathways may start, are those that the reader may know of.
UNWIND $models AS key
MATCH (m:DeviceModel {key: key})
WHERE ($everything OR $readerSupplier <> '' OR m.manufacturerId IN $readerManufacturers)
CALL (m) {
  MATCH (m)-[:HAS_VERSION]->(v:Version)
  CALL (v) {
    MATCH (v)<-[:RUNS]-(c:Cohort)
    WHERE c.count > 0 AND ($everything OR ($readerSupplier <> '' AND c.supplier = $readerSupplier))
    RETURN sum(c.count) AS devices
  }
  WITH v, devices ORDER BY v.entryId
  RETURN collect(v) AS versions, collect([v.entryId, v.listed, v.addedOn, devices, v.declaration, v.firmwareVersion, v.status]) AS rows,
         collect(CASE WHEN (v.listed AND v.declaration = 'none') OR devices > 0 THEN v.entryId END) AS starts
}
CALL (m, versions) {
  UNWIND range(0, size(versions) - 1) AS at
  WITH versions[at] AS v
  MATCH (v)-[:WALKS_TO]->(n:Version)
  RETURN collect([v.entryId, n.entryId]) AS walks
}
RETURN key AS key, rows AS versions, walks AS walks, starts AS starts
