// At most one row: a run whose install totals are frozen now, or were before and are not written again. No row when the run is unknown.
MATCH (r:Run {id: $runId})
SET r.totalsAt = coalesce(r.totalsAt, datetime.realtime())
WITH r, NOT EXISTS { (r)-[:TOLD]->(:InstallTotals) } AS new
CALL (r, new) {
  UNWIND CASE WHEN new THEN $manufacturers ELSE [] END AS m
  CREATE (r)-[:TOLD]->(:InstallTotals {manufacturerId: m.id, modelKeys: m.modelKeys, devices: m.devices})
  RETURN count(*) AS written
}
RETURN written AS written
