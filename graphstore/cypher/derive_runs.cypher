// No rows. Which versions each cohort of these models runs: those of its tuple, any status; where there is
// none, those of its hub pair's tuple.
UNWIND $keys AS key
MATCH (c:Cohort {modelKey: key})
OPTIONAL MATCH (own:Version {tupleKey: c.tupleKey})
WITH c, collect(own) AS own
OPTIONAL MATCH (pair:Version {tupleKey: c.pairTupleKey})
WITH c, own, collect(pair) AS pair
WITH c, CASE WHEN size(own) > 0 THEN own ELSE pair END AS matched
CALL (c, matched) {
  MATCH (c)-[r:RUNS]->(v)
  WHERE NOT v IN matched
  DELETE r
}
UNWIND matched AS v
MERGE (c)-[:RUNS]->(v)
