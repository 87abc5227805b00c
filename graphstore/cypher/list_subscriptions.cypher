// One row a subscription after a place that was not removed, the oldest first. With $id set, that one alone.
MATCH (s:Subscription)
WHERE $everything AND s.removedAt IS NULL AND ($id = '' OR s.id = $id)
WITH s, s.createdAt.epochSeconds * 1000000000 + s.createdAt.nanosecond AS at
WHERE $after = '' OR at > $afterAt OR (at = $afterAt AND s.id > $after)
RETURN properties(s) AS subscription
ORDER BY at, s.id
LIMIT $limit
