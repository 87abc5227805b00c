// No rows. Counts whose row was rejected in a return: the tuple keeps its last count there.
UNWIND $keys AS key
MERGE (r:RejectedCount {key: key.key})
  ON CREATE SET r.cohortKey = key.cohortKey, r.modelKey = key.modelKey, r.supplier = key.supplier, r.asOf = key.asOf
FOREACH (model IN [k IN [key.modelKey, key.pairModelKey] WHERE k IS NOT NULL] |
  MERGE (u:Underived {key: model})
  SET u.matched = null)
