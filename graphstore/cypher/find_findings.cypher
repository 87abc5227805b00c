// One row is one finding of those asked for.
UNWIND $fingerprints AS fingerprint
MATCH (n:Finding {fingerprint: fingerprint})
WHERE $everything
RETURN properties(n) AS finding
