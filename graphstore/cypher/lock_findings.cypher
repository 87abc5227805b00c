// One row a finding of the batch that is known, with its state and when it was last opened. The SET takes the node's
// lock before they are read and holds it until the commit: what a person changes at the same time is seen here, or waits.
UNWIND $fingerprints AS fingerprint
MATCH (n:Finding {fingerprint: fingerprint})
SET n.lastRun = $runId
WITH n
RETURN n.fingerprint AS fingerprint, n.state AS state, n.openedOn AS openedOn
