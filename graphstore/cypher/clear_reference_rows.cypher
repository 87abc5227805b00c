// One row: how many rows were removed that imports of this kind left and that are not in force, at most $limit.
MATCH (i:Import {kind: $kind})
WHERE i.id <> $keep
MATCH (r:ReferenceRow {importId: i.id})
WITH r
LIMIT $limit
DELETE r
RETURN count(*) AS removed
