// No rows. Sets of causes that no finding has any more.
MATCH (s:CauseSet)
WHERE NOT (s)<-[:CAUSED_BY]-()
DETACH DELETE s
