// No rows. Answers whose day is over. What has ended just now may be a claim that is about to be renewed.
MATCH (k:Replay)
WHERE k.expiresAt < datetime.realtime() - duration('PT1H')
WITH k LIMIT 1000
DELETE k
