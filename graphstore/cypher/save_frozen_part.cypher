// No rows. One part of a frozen report's compressed data.
MATCH (:Run {id: $runId})-[:FROZE]->(f:FrozenReport {kind: $kind, party: $party})
CREATE (f)-[:HAS_PART]->(:FrozenPart {n: $n, data: $data})
