// No rows. Findings about cohorts, tied to the cohort.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
MATCH (c:Cohort {key: f.subjectKey})
MERGE (n)-[:ABOUT]->(c)
