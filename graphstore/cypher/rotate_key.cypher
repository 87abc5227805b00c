// One row: the key with its new secret. The one before it is taken until the overlap ends, and none before that one.
MATCH (k:ApiKey {id: $id})
SET k.previousHash = k.hash, k.previousUntil = datetime.realtime() + duration({seconds: $overlapSeconds}), k.hash = $hash,
    k.rotatedAt = datetime.realtime(), k.rotatedBy = $by
RETURN properties(k) AS key, datetime.realtime() AS now
