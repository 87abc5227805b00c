// One row a part of the frozen report of this kind of a run, in order, each with the hash and size of the whole.
MATCH (:Run {id: $runId})-[:FROZE]->(f:FrozenReport {kind: $kind})-[:HAS_PART]->(p:FrozenPart)
WHERE $everything
RETURN f.sha256 AS sha256, f.size AS size, p.data AS data
ORDER BY p.n
