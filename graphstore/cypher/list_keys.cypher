// One row a key, the newest first.
MATCH (k:ApiKey)
WHERE $everything
RETURN properties(k) AS key, datetime.realtime() AS now
ORDER BY k.createdAt DESC, k.id
