// One row a waiver, newest first, with its finding. With $id set, that one alone.
MATCH (w:Waiver)-[:WAIVES]->(n:Finding)
WHERE $everything AND ($id = '' OR w.id = $id) AND ($ended OR w.endedAt IS NULL)
RETURN properties(w) AS waiver, n.fingerprint AS fingerprint, n.rule AS rule, n.subject AS subject, n.state AS state, n.installs AS installs,
  (n.supplier = '' AND coalesce(n.byInstalls, 'all') IN ['nothing', 'reasons']) AS asksOnGrowth
ORDER BY w.grantedAt DESC, w.id
