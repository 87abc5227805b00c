// At most one row: a claim that lasts for some more time, unless another request got the key or the answer is kept. The
// first SET takes the node's lock before anything is read.
MATCH (k:Replay {id: $id})
SET k.askedAt = datetime.realtime()
WITH k
WHERE k.claim = $claim AND k.status IS NULL
SET k.expiresAt = datetime.realtime() + duration({seconds: $seconds})
RETURN k.id AS id
