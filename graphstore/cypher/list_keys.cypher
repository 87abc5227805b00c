// One row a key after a place, the newest first.
MATCH (k:ApiKey)
WHERE $everything
WITH k, k.createdAt.epochSeconds * 1000000000 + k.createdAt.nanosecond AS at
WHERE $after = '' OR at < $afterAt OR (at = $afterAt AND k.id > $after)
RETURN properties(k) AS key, datetime.realtime() AS now
ORDER BY at DESC, k.id
LIMIT $limit
