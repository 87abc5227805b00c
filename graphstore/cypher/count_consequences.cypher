// No rows. How many standing findings, of rules for everybody, each cause has as its consequences. A finding has one set, so none counts twice.
MATCH (s:CauseSet)
WITH s, COUNT { (s)<-[:CAUSED_BY]-(n:Finding) WHERE n.state <> 'resolved' AND n.audience IS NULL } AS findings
MATCH (s)-[:HOLDS]->(c:Cause)
WITH c, sum(findings) AS consequences
WHERE coalesce(c.consequences, -1) <> consequences
SET c.consequences = consequences
