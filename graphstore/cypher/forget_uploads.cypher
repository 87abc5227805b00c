// No rows. Uploads whose day is over, and whose faults are removed.
MATCH (u:Upload)
WHERE u.expiresAt < datetime.realtime() AND NOT EXISTS { (u)-[:REJECTED]->(:Reject) }
WITH u LIMIT 1000
DELETE u
