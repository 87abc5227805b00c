// No rows. Counts of a return, new or replaced.
UNWIND $rows AS row
MATCH (c:Cohort {key: row.cohortKey})
MERGE (n:Count {key: row.key})
  ON CREATE SET n.isNew = true
SET n += row.props, n.importId = $importId
WITH c, n, n.isNew AS isNew
REMOVE n.isNew
WITH c, n, isNew
WHERE isNew
CREATE (c)-[:COUNTED]->(n)
