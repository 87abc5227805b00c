// No rows. The answer to the request that claimed the key, for a day.
MATCH (k:Replay {id: $id, claim: $claim})
SET k.expiresAt = datetime.realtime() + duration('PT24H'), k.hash = $hash, k.status = $status, k.header = $header, k.body = $body
