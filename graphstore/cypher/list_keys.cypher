// One row a key, the newest first. One that was made before there were scopes has those that its role allows.
MATCH (k:ApiKey)
WHERE $everything
RETURN k {.*, scopes: coalesce(k.scopes, CASE WHEN k.role IN ['operator', 'auditor'] THEN ['read', 'change', 'keys'] ELSE ['read', 'change'] END)} AS key, datetime.realtime() AS now
ORDER BY k.createdAt DESC, k.id
