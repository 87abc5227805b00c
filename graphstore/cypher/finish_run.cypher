// One row: the run as it ended.
MATCH (r:Run {id: $id})
SET r.status = $status, r.error = $error, r.finishedAt = datetime.realtime()
RETURN properties(r) AS run
