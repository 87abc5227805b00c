// No rows. What the run saw of findings whose state it changed after their rule was merged.
UNWIND coalesce($fingerprints, []) AS fingerprint
MATCH (:Run {id: $runId})-[s:SAW]->(n:Finding {fingerprint: fingerprint})
SET s.state = n.state
