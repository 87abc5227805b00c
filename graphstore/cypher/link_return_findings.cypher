// No rows. Findings about suppliers' returns of a device type, tied to the return.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
UNWIND f.keys AS key
MATCH (s:Return {key: key})
MERGE (n)-[:ABOUT]->(s)
