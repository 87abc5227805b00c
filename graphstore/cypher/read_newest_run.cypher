// One row: the newest full run that ended ok or partial, if any.
MATCH (r:Run)
WHERE r.number > 0 AND r.full AND r.status IN ['ok', 'partial'] AND $everything
RETURN r.id AS id
ORDER BY r.number DESC
LIMIT 1
