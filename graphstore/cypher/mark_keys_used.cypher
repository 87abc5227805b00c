// No rows. Keys were used; it is written at most once a minute.
UNWIND $ids AS id
MATCH (k:ApiKey {id: id})
WHERE k.lastUsedAt IS NULL OR k.lastUsedAt < datetime.realtime() - duration({minutes: 1})
SET k.lastUsedAt = datetime.realtime()
