// At most one row: the subscription, if nobody advanced, paused, changed or removed it since it was read. The first SET
// takes the node's lock before anything is read.
MATCH (s:Subscription {id: $id})
SET s.lockedAt = datetime.realtime()
WITH s
WHERE s.removedAt IS NULL AND NOT s.paused AND s.revision = $revision AND s.advances = $advances
SET s += $props, s.advances = s.advances + 1
RETURN s.id AS id
