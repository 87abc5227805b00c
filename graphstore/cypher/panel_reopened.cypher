// One row a finding that the run saw and that was reopened after $since.
MATCH (:Run {id: $runId})-[:SAW]->(f:Finding)
WHERE $everything AND coalesce(f.maturity, 'live') = 'live' AND coalesce(f.audience, '') = $audience AND EXISTS { (f)-[:HAS_EVENT]->(e:FindingEvent {kind: 'reopened'}) WHERE e.at > $since }
RETURN f.fingerprint AS fingerprint
ORDER BY fingerprint
