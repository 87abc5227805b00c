// One row a finding that stood at $since and was resolved after it, up to $until, with why.
MATCH (f:Finding {state: 'resolved'})
WHERE $everything AND coalesce(f.maturity, 'live') = 'live' AND coalesce(f.audience, '') = $audience AND f.resolvedAt > $since AND f.resolvedAt <= $until AND f.firstSeen <= $since
CALL (f) {
  OPTIONAL MATCH (f)-[:HAS_EVENT]->(e:FindingEvent {kind: 'resolved'})
  RETURN e ORDER BY e.at DESC LIMIT 1
}
RETURN f.fingerprint AS fingerprint, f.rule AS rule, f.subject AS subject, f.subjectKind AS subjectKind, f.severity AS severity,
  f.owner AS owner, f.manufacturerId AS manufacturerId, f.supplier AS supplier, f.firstSeen AS firstSeen, f.resolvedAt AS resolvedAt,
  f.byInstalls AS byInstalls, e.why AS why
ORDER BY f.rule, f.subject, f.fingerprint
