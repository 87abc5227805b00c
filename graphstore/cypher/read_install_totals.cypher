// At most one row: the install totals that a run froze, of the manufacturers that the reader may read. No row when the run is unknown or
// froze none.
MATCH (r:Run {id: $runId})
WHERE r.totalsAt IS NOT NULL
RETURN r.id AS runId, r.number AS number, r.today AS today,
  COLLECT { MATCH (r)-[:TOLD]->(t:InstallTotals)
            WHERE $everything OR t.manufacturerId IN $readerManufacturers
            RETURN properties(t) AS totals ORDER BY t.manufacturerId } AS manufacturers
