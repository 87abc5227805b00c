// One row a finding that one of two runs saw and the other did not, or saw in another state or severity. The earlier run is $from.
// One that it did not see came back only if its trail says so: else its rule failed then, did not run, or could not decide.
MATCH (a:Run {id: $from})
MATCH (b:Run {id: $to})
CALL (a, b) {
  MATCH (b)-[s:SAW]->(f:Finding)
  OPTIONAL MATCH (a)-[p:SAW]->(f)
  WITH a, f, s, p
  WHERE p IS NULL OR p.state <> s.state OR p.severity <> s.severity
  RETURN f, p, s,
         CASE WHEN p IS NOT NULL THEN 'changed' WHEN f.firstSeen > a.startedAt THEN 'opened'
              WHEN EXISTS { MATCH (f)-[:HAS_EVENT]->(e:FindingEvent {kind: 'reopened', from: 'resolved'}) WHERE e.at > a.startedAt AND e.at <= b.startedAt } THEN 'reopened'
              ELSE 'unseen' END AS change, null AS why
  UNION ALL
  MATCH (a)-[p:SAW]->(f:Finding)
  WHERE NOT EXISTS { MATCH (b)-[:SAW]->(f) }
  CALL (a, b, f) {
    OPTIONAL MATCH (f)-[:HAS_EVENT]->(e:FindingEvent {kind: 'resolved'})
    WHERE e.at > a.startedAt AND e.at <= b.startedAt
    RETURN e ORDER BY e.at DESC LIMIT 1
  }
  RETURN f, p, null AS s, CASE WHEN e IS NULL THEN 'unseen' ELSE 'resolved' END AS change, e.why AS why
}
WITH f, p, s, change, why
WHERE $everything AND f.audience IS NULL
RETURN change AS change, f.fingerprint AS fingerprint, f.rule AS rule, f.subject AS subject, f.manufacturerId AS manufacturerId, f.supplier AS supplier,
       f.modelKey AS modelKey, p.state AS stateBefore, s.state AS stateAfter, p.severity AS severityBefore, s.severity AS severityAfter,
       coalesce(s.installs, p.installs) AS installs, why AS why
ORDER BY f.rule, f.subject, f.fingerprint
