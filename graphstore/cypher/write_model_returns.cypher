// No rows. The dates of which a supplier returned a device model, and whether whole. Whole stays whole.
UNWIND $returns AS return
MERGE (r:ModelReturn {key: return.key})
  ON CREATE SET r.supplier = return.supplier, r.modelKey = return.modelKey, r.asOf = return.asOf, r.full = false
WITH r, return
WHERE return.full AND NOT r.full
SET r.full = true
MERGE (:Underived {key: r.modelKey})
