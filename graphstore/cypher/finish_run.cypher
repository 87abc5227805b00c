// One row: the run as it ended. The newest full run that ended well is what "walkable at an earlier run" goes by.
MATCH (r:Run {id: $id})
SET r.status = $status, r.error = $error, r.finishedAt = datetime.realtime()
FOREACH (number IN CASE WHEN r.full AND $status IN ['ok', 'partial'] THEN [r.number] ELSE [] END |
  MERGE (n:Counter {name: 'full-run'})
  SET n.value = number)
RETURN properties(r) AS run
