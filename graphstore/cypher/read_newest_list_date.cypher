// One row: the newest date of which a loaded list was true, or null.
MATCH (i:Import {kind: 'cpl'})
WHERE $everything AND i.status <> 'failed'
RETURN max(i.effectiveOn) AS effectiveOn
