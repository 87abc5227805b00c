// One row a finding that the run saw and that was reopened after $since, with whether it was so for everybody but its manufacturer, and
// whether its manufacturer is told so.
MATCH (:Run {id: $runId})-[:SAW]->(f:Finding)
WHERE $everything AND coalesce(f.maturity, 'live') = 'live' AND coalesce(f.audience, '') = $audience
CALL (f) {
  MATCH (f)-[:HAS_EVENT]->(e:FindingEvent)
  WHERE e.at > $since AND (e.kind = 'reopened' OR e.toldKind = 'reopened')
  RETURN count(CASE WHEN e.kind = 'reopened' THEN 1 END) > 0 AS reopened, count(CASE WHEN e.withheld IS NULL THEN 1 END) > 0 AS told
}
WITH f, reopened, told
WHERE reopened OR told
RETURN f.fingerprint AS fingerprint, reopened AS reopened, told AS told
ORDER BY fingerprint
