// One row is one run that its process left unfinished; it is marked failed. Only the holder of the lease asks.
MATCH (r:Run {status: 'running'})
WHERE r.id <> $id
SET r.status = 'failed', r.finishedAt = datetime.realtime(), r.error = 'the process that ran it ended before it was done'
RETURN r.id AS id
ORDER BY id
