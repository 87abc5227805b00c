// No rows. Counts whose row was rejected in a return: the tuple keeps its last count there.
UNWIND $keys AS key
MERGE (r:RejectedCount {key: key.key})
  ON CREATE SET r.cohortKey = key.cohortKey, r.modelKey = key.modelKey, r.supplier = key.supplier, r.asOf = key.asOf
MERGE (:Underived {key: key.modelKey})
