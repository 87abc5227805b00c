// No rows. Findings about suppliers' returns of a device model, tied to the model.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
UNWIND f.keys AS key
MATCH (s:DeviceModel {key: key})
MERGE (n)-[:ABOUT]->(s)
