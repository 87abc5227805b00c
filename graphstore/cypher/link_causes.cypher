// No rows. Findings whose causes are not those of the run before, each tied to its set of causes alone.
UNWIND $findings AS f
MATCH (n:Finding {fingerprint: f.fingerprint})
WHERE coalesce(n.causeSet, '') <> f.set
SET n.causeSet = f.set
WITH n, f
CALL (n) {
  MATCH (n)-[old:CAUSED_BY]->(:CauseSet)
  DELETE old
}
WITH n, f
MATCH (s:CauseSet {key: f.set})
CREATE (n)-[:CAUSED_BY]->(s)
