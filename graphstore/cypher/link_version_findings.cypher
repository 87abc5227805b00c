// No rows. Findings about versions, tied to the version.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
MATCH (v:CplEntry {entryId: f.subjectKey})
MERGE (n)-[:ABOUT]->(v)
