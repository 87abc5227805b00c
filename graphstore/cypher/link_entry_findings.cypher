// No rows. Findings about entries of the list, tied to each; an id that the graph does not know has no node.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
UNWIND f.keys AS key
MATCH (s:CplEntry {entryId: key})
MERGE (n)-[:ABOUT]->(s)
