// One row a subscription that was not removed, the oldest first. With $id set, that one alone.
MATCH (s:Subscription)
WHERE $everything AND s.removedAt IS NULL AND ($id = '' OR s.id = $id)
RETURN properties(s) AS subscription
ORDER BY s.createdAt, s.id
