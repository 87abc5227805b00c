// At most one row: an upload, and whether the process that had it is lost.
MATCH (u:Upload {id: $id})
WHERE $everything AND u.expiresAt > datetime.realtime()
RETURN properties(u) AS upload, u.status = 'running' AND u.aliveUntil < datetime.realtime() AS lost
