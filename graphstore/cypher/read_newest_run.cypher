// One row: the newest full run that ended ok or partial and whose report is kept, if any.
MATCH (r:Run)
WHERE r.number > 0 AND r.full AND r.status IN ['ok', 'partial'] AND $everything
  AND EXISTS { (r)-[:FROZE]->(:FrozenReport {kind: 'panel'}) }
RETURN r.id AS id
ORDER BY r.number DESC
LIMIT 1
