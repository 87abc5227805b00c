// One row a waiver after a place, newest first, with its finding. With $id set, that one alone.
MATCH (w:Waiver)-[:WAIVES]->(n:Finding)
WHERE $everything AND ($id = '' OR w.id = $id) AND ($ended OR w.endedAt IS NULL)
WITH w, n, w.grantedAt.epochSeconds * 1000000000 + w.grantedAt.nanosecond AS at
WHERE $after = '' OR at < $afterAt OR (at = $afterAt AND w.id > $after)
RETURN properties(w) AS waiver, n.fingerprint AS fingerprint, n.rule AS rule, n.subject AS subject, n.state AS state, n.installs AS installs
ORDER BY at DESC, w.id
LIMIT $limit
