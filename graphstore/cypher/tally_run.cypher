// One row: how many points of the series were written. One point a rule, manufacturer and device type that the run has
// something to say of: findings that it saw, and findings that it resolved.
MATCH (run:Run {id: $runId})
CALL (run) {
  MATCH (run)-[s:SAW]->(f:Finding)
  RETURN f, 1 AS failing, CASE f.state WHEN 'waived' THEN 1 ELSE 0 END AS waived, CASE f.class WHEN 'enforced' THEN 1 ELSE 0 END AS enforced,
         CASE WHEN s.isNew OR s.cameBack THEN 1 ELSE 0 END AS opened, 0 AS resolved, s.installs AS installs
  UNION ALL
  MATCH (run)-[:RESOLVED]->(f:Finding)
  RETURN f, 0 AS failing, 0 AS waived, 0 AS enforced, 0 AS opened, 1 AS resolved, 0 AS installs
}
WITH run, f, failing, waived, enforced, opened, resolved, installs
WHERE coalesce(f.maturity, 'live') = 'live' AND f.audience IS NULL
WITH run, f.rule AS rule, coalesce(f.manufacturerId, '') AS manufacturerId,
     CASE f.subjectKind WHEN 'return' THEN split(f.subject, '|')[-1] ELSE split(coalesce(f.modelKey, ''), '|')[0] END AS deviceType,
     sum(failing) AS failing, sum(waived) AS waived, sum(enforced) AS enforced, sum(opened) AS opened, sum(resolved) AS resolved, sum(installs) AS installs
CREATE (run)-[:TALLIED]->(:Tally {rule: rule, manufacturerId: manufacturerId, deviceType: deviceType, failing: failing, waived: waived,
                                  enforced: enforced, opened: opened, resolved: resolved, installs: installs})
RETURN count(*) AS points
