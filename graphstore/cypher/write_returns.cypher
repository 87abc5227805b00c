// No rows. The dates of which a supplier returned a device type, and the latest that was whole. A newer one
// makes its other counts "carried".
UNWIND $returns AS return
MERGE (r:Return {key: return.key})
  ON CREATE SET r.supplier = return.supplier, r.deviceType = return.deviceType
FOREACH (whole IN CASE WHEN return.full AND coalesce(r.wholeAsOf < return.asOf, true) THEN [return.asOf] ELSE [] END |
  SET r.wholeAsOf = whole)
WITH r, return
WHERE r.asOf IS NULL OR r.asOf < return.asOf
SET r.asOf = return.asOf
WITH r
MATCH (c:Cohort {returnKey: r.key})
WITH DISTINCT c.modelKey AS key
MERGE (u:Underived {key: key})
SET u.matched = null
