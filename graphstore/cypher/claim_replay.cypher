// One row: whether the key was free, which it is no longer, and what is kept under it if it was not. Written first, it is locked.
MERGE (k:Replay {id: $id})
SET k.askedAt = datetime.realtime()
WITH k, coalesce(k.expiresAt < datetime.realtime(), true) AS free
FOREACH (ignored IN CASE WHEN free THEN [1] ELSE [] END |
  SET k.claim = $claim, k.expiresAt = datetime.realtime() + duration({seconds: $seconds}), k.hash = null, k.status = null, k.header = null, k.body = null)
RETURN free AS free, k.hash AS hash, k.status AS status, k.header AS header, k.body AS body
