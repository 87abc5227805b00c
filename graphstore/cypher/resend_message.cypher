// One row: what the message was. It is queued again, under the same Message-ID, and its recipient's suspension is lifted.
// The first SET takes the node's lock before its state is read.
MATCH (m:Message {id: $id})
SET m.lockedAt = datetime.realtime()
WITH m, m.state AS was, m.claimedUntil > datetime.realtime() AS claimed
FOREACH (ignored IN CASE WHEN claimed THEN [] ELSE [1] END |
  SET m.state = 'queued', m.nextAt = $now, m.firstAt = null, m.attempts = 0, m.claimedBy = null, m.claimedUntil = null)
WITH m, was, coalesce(claimed, false) AS claimed
OPTIONAL MATCH (r:Recipient {address: CASE WHEN claimed THEN null ELSE m.to END})
SET r.bounces = 0, r.suspendedAt = null
RETURN was AS was, claimed AS claimed
