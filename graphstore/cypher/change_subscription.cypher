// One row: the revision that the subscription has now, if it was the one expected; no row if it is not there. The first
// SET takes the node's lock before its revision is read.
MATCH (s:Subscription {id: $id})
SET s.lockedAt = datetime.realtime()
WITH s, s.revision AS was
WHERE s.removedAt IS NULL
FOREACH (ignored IN CASE WHEN was = $revision THEN [1] ELSE [] END |
  SET s += $props, s.revision = was + 1)
RETURN was AS was
