// One row: when the newest full run started, however it ended; null if there was none.
MATCH (r:Run)
WHERE r.full AND $everything
RETURN max(r.startedAt) AS startedAt
