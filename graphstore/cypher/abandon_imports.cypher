// One row is one import that its process left unfinished; it is marked failed, and what it loaded stays. Only the
// holder of the lease asks.
MATCH (i:Import {status: 'running'})
WHERE i.id <> $id
SET i.status = 'failed', i.finishedAt = datetime.realtime(), i.error = 'the process that loaded it ended before it was done; load the file again'
RETURN i.id AS id
ORDER BY id
