// No rows. Findings about image hashes, tied to the versions that carry it.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
UNWIND f.keys AS key
MATCH (s:Version {imageHash: key})
MERGE (n)-[:ABOUT]->(s)
