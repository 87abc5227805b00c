// One row a part of the frozen report of this kind of a run, in order, each with the hash and size of the whole. A party reads what
// was frozen for it alone.
MATCH (:Run {id: $runId})-[:FROZE]->(f:FrozenReport {kind: $kind, party: $party})-[:HAS_PART]->(p:FrozenPart)
WHERE $everything OR (f.party <> '' AND f.party = $readerParty)
RETURN f.sha256 AS sha256, f.size AS size, p.data AS data
ORDER BY p.n
