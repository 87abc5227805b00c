// No rows. Sets of causes that the graph does not hold yet. Findings with the same causes share one.
UNWIND $sets AS set
MERGE (s:CauseSet {key: set.key})
WITH s, set
UNWIND set.causes AS cause
MERGE (c:Cause {key: cause.key})
  ON CREATE SET c.rule = cause.rule, c.subject = cause.subject
MERGE (s)-[:HOLDS]->(c)
