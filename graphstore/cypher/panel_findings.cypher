// One row a finding that the run saw, with its state, severity, installs and evidence in that run and what it is about. Rules in the shadow are left out, and
// those that are not for $audience; blank is everybody.
MATCH (:Run {id: $runId})-[s:SAW]->(f:Finding)
WHERE $everything AND coalesce(f.maturity, 'live') = 'live' AND coalesce(f.audience, '') = $audience
CALL (f) {
  OPTIONAL MATCH (f)-[:ABOUT]->(a)
  RETURN a ORDER BY a.entryId, a.key LIMIT 1
}
RETURN f.fingerprint AS fingerprint, f.rule AS rule, f.subject AS subject, f.subjectKind AS subjectKind,
  s.state AS state, s.severity AS severity, f.class AS class, f.duty AS duty, f.reasons AS reasons,
  f.manufacturerId AS manufacturerId, f.supplier AS supplier, f.modelKey AS modelKey, s.installs AS installs, coalesce(f.baseline, false) AS baseline,
  EXISTS { (f)-[:CAUSED_BY]->(:CauseSet {explained: true}) } AS consequence,
  f.byInstalls AS byInstalls, f.owner AS owner, f.openedOn AS openedOn, f.toldWaiver IS NOT NULL AS withheld, f.toldOpenedOn AS toldOpenedOn, f.dueOn AS dueOn,
  f.firstSeen AS firstSeen, f.lastSeen AS lastSeen, s.evidence AS evidence,
  a.firmwareVersion AS firmwareVersion, a.status AS status, a.addedOn AS addedOn, a.removedOn AS removedOn,
  a.declarationText AS declarationText, a.asOf AS asOf
ORDER BY f.rule, f.subject, f.fingerprint
