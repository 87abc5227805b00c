// One row: how many faults were removed, of uploads whose day is over.
MATCH (u:Upload)-[:REJECTED]->(r:Reject)
WHERE u.expiresAt < datetime.realtime()
WITH r LIMIT $limit
DETACH DELETE r
RETURN count(*) AS removed
