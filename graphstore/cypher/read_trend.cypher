// One row a full run that ended ok or partial, oldest first, of the newest $limit: the sums of the points that the filters let pass.
// Empty filters let everything pass; a run without such a point has zeros.
MATCH (run:Run)
WHERE $everything AND run.number > 0 AND run.full AND run.status IN ['ok', 'partial']
WITH run ORDER BY run.number DESC LIMIT $limit
CALL (run) {
  MATCH (run)-[:TALLIED]->(t:Tally)
  WHERE ($rule = '' OR t.rule = $rule) AND ($manufacturer = '' OR t.manufacturerId = $manufacturer) AND ($deviceType = '' OR t.deviceType = $deviceType)
  RETURN sum(t.failing) AS failing, sum(t.waived) AS waived, sum(t.enforced) AS enforced, sum(t.opened) AS opened, sum(t.resolved) AS resolved, sum(t.installs) AS installs
}
RETURN run.id AS runId, run.number AS number, run.startedAt AS startedAt, run.today AS today, run.status AS status,
       failing AS failing, waived AS waived, enforced AS enforced, opened AS opened, resolved AS resolved, installs AS installs
ORDER BY number
