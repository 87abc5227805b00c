// At most one row: a subscription that was not removed, under its lock until the commit. The SET takes the lock before
// anything is read.
MATCH (s:Subscription {id: $id})
WHERE $everything
SET s.lockedAt = datetime.realtime()
WITH s
WHERE s.removedAt IS NULL
RETURN properties(s) AS subscription
