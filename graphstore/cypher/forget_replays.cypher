// No rows. Answers whose day is over.
MATCH (k:Replay)
WHERE k.expiresAt < datetime.realtime()
WITH k LIMIT 1000
DELETE k
