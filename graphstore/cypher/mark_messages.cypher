// One row a message whose claim still held: what became of it is kept, and whether its recipient keeps refusing. The first
// SET takes the node's lock before its claim is read.
UNWIND $outcomes AS o
MATCH (m:Message {id: o.id})
SET m.lockedAt = datetime.realtime()
WITH m, o
WHERE m.claim = o.claim AND m.claimedBy = $by
SET m.state = o.state, m.nextAt = o.nextAt, m.reply = o.reply, m.sentAt = o.sentAt, m.attempts = m.attempts - o.unused,
    m.claimedBy = null, m.claimedUntil = null
FOREACH (ignored IN CASE WHEN o.bounced THEN [1] ELSE [] END |
  MERGE (r:Recipient {address: m.to})
  SET r.bounces = coalesce(r.bounces, 0) + 1, r.why = o.reply)
WITH m, o
OPTIONAL MATCH (gone:Recipient {address: CASE WHEN o.bounced THEN m.to END})
WHERE gone.bounces >= $most
SET gone.suspendedAt = coalesce(gone.suspendedAt, $now)
WITH m, o
OPTIONAL MATCH (sent:Recipient {address: CASE WHEN o.state = 'sent' THEN m.to END})
SET sent.bounces = 0
RETURN m.id AS id
