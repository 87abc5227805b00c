// One row an import that ended: the newest of each kind, and all that were received after $since, at most $limit of a kind; newest first.
MATCH (i:Import)
WHERE $everything AND i.status <> 'running'
WITH i ORDER BY i.receivedAt DESC, i.id
WITH i.kind AS kind, collect(i) AS imports
UNWIND range(0, size(imports) - 1) AS at
WITH kind, imports[at] AS i, at
WHERE at = 0 OR at < $limit AND i.receivedAt > $since
RETURN i.id AS id, kind AS kind, i.fileName AS fileName, i.sha256 AS sha256, i.effectiveOn AS effectiveOn, i.receivedAt AS receivedAt, i.status AS status,
  i.rows AS rows, i.created AS created, i.updated AS updated, i.unchanged AS unchanged, i.rejected AS rejected, i.force AS force
ORDER BY kind, receivedAt DESC, id
