// One row a message that is due and that nobody has claimed, the longest due first.
MATCH (m:Message)
WHERE $everything AND m.state IN ['queued', 'retrying'] AND m.nextAt <= $now
  AND (m.claimedUntil IS NULL OR m.claimedUntil <= datetime.realtime())
RETURN m.id AS id
ORDER BY m.nextAt, m.createdAt, m.id
LIMIT $limit
