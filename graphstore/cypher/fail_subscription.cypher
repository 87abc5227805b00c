// At most one row: a subscription whose mail cannot be made. Why is kept, and the operator is told of it, again where it was told before $again.
// Not if it was made, or somebody changed it, since it was read. The first SET takes the node's lock before anything is read.
MATCH (s:Subscription {id: $id})
SET s.lockedAt = datetime.realtime()
WITH s
WHERE s.removedAt IS NULL AND NOT s.paused AND s.revision = $revision AND s.advances = $advances
SET s.failing = $why
WITH s
WHERE s.failureToldAt IS NULL OR s.failureToldAt < $again
SET s.failureToldAt = $now
CREATE (:Notice {id: randomUUID(), told: false, at: $now, kind: 'subscription-failing', owner: 'operator', subject: $subject, why: $why})
RETURN s.id AS id
