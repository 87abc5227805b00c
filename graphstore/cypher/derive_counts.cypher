// No rows. The current count of each cohort of these models: its newest count, or 0 where a later whole
// return of its supplier for the model left the tuple out (unless the tuple's row was rejected there).
UNWIND $keys AS key
MATCH (c:Cohort {modelKey: key})
CALL (c) {
  MATCH (c)-[:COUNTED]->(n:Count)
  RETURN n ORDER BY n.asOf DESC LIMIT 1
}
OPTIONAL MATCH (whole:ModelReturn {modelKey: c.modelKey, supplier: c.supplier})
WHERE whole.asOf > n.asOf
  AND (whole.full OR (whole.doubtful IS NOT NULL AND NOT EXISTS { (:RejectedCount {key: c.key + '|' + whole.doubtful}) }))
  AND NOT EXISTS { (:RejectedCount {key: c.key + '|' + toString(whole.asOf)}) }
WITH c, n, max(whole.asOf) AS emptiedOn
MATCH (r:Return {key: c.returnKey})
SET c.asOf = coalesce(emptiedOn, n.asOf),
    c.count = CASE WHEN emptiedOn IS NULL THEN n.count ELSE 0 END,
    c.gained = CASE WHEN emptiedOn IS NULL THEN n.gained ELSE 0 END,
    c.carried = coalesce(emptiedOn, n.asOf) < r.asOf
