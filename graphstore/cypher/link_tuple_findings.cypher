// No rows. Findings about device tuples, tied to the versions that have it.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
UNWIND f.keys AS key
MATCH (s:Version {tupleKey: key})
MERGE (n)-[:ABOUT]->(s)
