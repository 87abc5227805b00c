// One row a message that is the sender's until its claim ends. Each is locked before its state is read: what another
// sender claimed meanwhile is left out. One that was not tried yet is tried for the first time now. One to a recipient that
// was suspended after it was queued is dead, as later ones are from the start.
UNWIND $ids AS id
MATCH (m:Message {id: id})
SET m.lockedAt = datetime.realtime()
WITH m, datetime.realtime() AS clock
WHERE m.state IN ['queued', 'retrying'] AND m.nextAt <= $now AND (m.claimedUntil IS NULL OR m.claimedUntil <= clock)
OPTIONAL MATCH (r:Recipient {address: m.to})
WHERE r.suspendedAt IS NOT NULL
FOREACH (ignored IN CASE WHEN r IS NULL THEN [] ELSE [1] END |
  SET m.state = 'dead', m.nextAt = $now, m.reply = 'not sent: the recipient is suspended since ' + toString(date(r.suspendedAt)) + ' (' + r.why + ')')
WITH m, clock, r
WHERE r IS NULL
SET m.claim = coalesce(m.claim, 0) + 1, m.claimedBy = $by, m.claimedUntil = clock + duration({seconds: $seconds}),
    m.firstAt = CASE m.attempts WHEN 0 THEN $now ELSE m.firstAt END
SET m.attempts = m.attempts + 1
WITH m
MATCH (m)-[:HAS_BODY]->(b:MessageBody)
RETURN properties(m) AS message, b.sha256 AS body, b.size AS size
ORDER BY m.nextAt, m.createdAt, m.id
