// One row a standing finding of the rule that a successful run no longer saw, with the run that last did, what that run
// was given, and what has come to the installs since. The scope is the run's own: $everything.
MATCH (n:Finding {rule: $rule})
WHERE $everything AND n.state <> 'resolved' AND n.lastRun <> $runId
OPTIONAL MATCH (saw:Run {id: n.sawRun})
CALL (n, saw) {
  OPTIONAL MATCH (saw)-[:CHECKED]->(c:RuleResult {rule: n.rule})
  RETURN c.version AS version LIMIT 1
}
CALL (n) {
  OPTIONAL MATCH (n)-[:ABOUT]->(c:Cohort)
  RETURN count(c) > 0 AS isCohort, coalesce(sum(c.count), 0) AS devices
}
CALL (n) {
  OPTIONAL MATCH (n)-[:ABOUT]->(v:Version)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN count(c) > 0 AS inService
}
RETURN n.fingerprint AS fingerprint, n.subject AS subject, n.subjectKind AS subjectKind, n.modelKey AS modelKey, n.reasons AS reasons,
  n.evidence AS evidence, n.lastSeen AS lastSeen, saw.settings AS settings, saw.today AS today, version AS version, isCohort AS isCohort, devices AS devices,
  inService AS inService,
  EXISTS { MATCH (i:Import) WHERE i.receivedAt > n.lastSeen AND i.kind = 'installs' } AS returnsLoaded
ORDER BY fingerprint
