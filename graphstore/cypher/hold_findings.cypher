// No rows. Findings whose subject the run could not decide: they are accounted for, and stand as they were.
UNWIND coalesce($fingerprints, []) AS fingerprint
MATCH (n:Finding {fingerprint: fingerprint})
WHERE n.state <> 'resolved'
SET n.lastRun = $runId
