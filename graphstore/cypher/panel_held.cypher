// One row a finding that stands since the run could not decide its subject: the run accounts for it and did not see it. Rules in the shadow are left out,
// and those that are not for $audience; blank is everybody. It is asked before the next run, which accounts for it anew.
MATCH (f:Finding)
WHERE $everything AND f.lastRun = $runId AND f.state <> 'resolved' AND coalesce(f.maturity, 'live') = 'live' AND coalesce(f.audience, '') = $audience
  AND (f.sawRun IS NULL OR f.sawRun <> $runId)
CALL (f) {
  OPTIONAL MATCH (f)-[:ABOUT]->(a)
  RETURN a ORDER BY a.entryId, a.key LIMIT 1
}
RETURN f.fingerprint AS fingerprint, f.rule AS rule, f.subject AS subject, f.subjectKind AS subjectKind, f.state AS state, f.severity AS severity,
  f.manufacturerId AS manufacturerId, f.supplier AS supplier, f.modelKey AS modelKey, f.installs AS installs, f.byInstalls AS byInstalls,
  f.openedOn AS openedOn, f.toldWaiver IS NOT NULL AS withheld, f.toldOpenedOn AS toldOpenedOn, f.dueOn AS dueOn, f.firstSeen AS firstSeen,
  a.firmwareVersion AS firmwareVersion
ORDER BY f.rule, f.subject, f.fingerprint
