// No rows. The key is free again for the request that claimed it.
MATCH (k:Replay {id: $id, claim: $claim})
DELETE k
