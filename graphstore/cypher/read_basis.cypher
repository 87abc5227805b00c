// One row: what answers rest on: the newest full run that ended ok or partial, and the newest date of which a loaded list was true; either may be null.
CALL () {
  MATCH (r:Run)
  WHERE r.number > 0 AND r.full AND r.status IN ['ok', 'partial'] AND $everything
  WITH r ORDER BY r.number DESC LIMIT 1
  RETURN collect(r.id)[0] AS run
}
CALL () {
  MATCH (i:Import {kind: 'cpl'})
  WHERE $everything AND i.status <> 'failed'
  RETURN max(i.effectiveOn) AS dataDate
}
RETURN run AS run, dataDate AS dataDate
