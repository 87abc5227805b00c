// No rows. Causes that no finding has any more.
MATCH (c:Cause)
WHERE NOT (c)<-[:HOLDS]-()
DELETE c
