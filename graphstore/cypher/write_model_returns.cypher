// No rows. The dates of which a supplier returned a device model, and whether whole. Whole stays whole. A file with
// rows that stand rejected for their date is whole but for those: it is doubtful, and named by its hash.
UNWIND $returns AS return
MERGE (r:ModelReturn {key: return.key})
  ON CREATE SET r.supplier = return.supplier, r.modelKey = return.modelKey, r.asOf = return.asOf, r.full = false
WITH r, return
WHERE NOT r.full AND (return.full OR return.doubtful AND coalesce(r.doubtful <> $sha256, true))
SET r.full = return.full, r.doubtful = CASE WHEN return.doubtful THEN $sha256 ELSE r.doubtful END
FOREACH (key IN [k IN [r.modelKey, return.pairModelKey] WHERE k IS NOT NULL] |
  MERGE (u:Underived {key: key})
  SET u.matched = null)
