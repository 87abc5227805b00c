// No rows. Findings about cohorts, tied to the cohort.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
UNWIND f.keys AS key
MATCH (s:Cohort {key: key})
MERGE (n)-[:ABOUT]->(s)
