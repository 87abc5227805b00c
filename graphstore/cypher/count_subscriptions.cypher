// One row: how many subscriptions there are that were not removed.
MATCH (s:Subscription)
WHERE $everything AND s.removedAt IS NULL
RETURN count(s) AS total
