// At most one row: the newest loaded state of the list, by its effective date, then by when it was loaded.
MATCH (i:Import {kind: 'cpl'})
WHERE i.status <> 'running' AND $everything
RETURN i.id AS importId, i.fileName AS fileName, i.sha256 AS sha256, i.effectiveOn AS effectiveOn, i.finishedAt AS importedAt
ORDER BY effectiveOn DESC, importedAt DESC
LIMIT 1
