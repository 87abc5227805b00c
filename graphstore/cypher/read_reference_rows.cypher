// One row is one row of a table, of those asked for, as an import holds it.
UNWIND $keys AS key
MATCH (r:ReferenceRow {key: $importId + '\n' + key})
WHERE $everything AND r.line IS NOT NULL
RETURN key AS key, properties(r) AS held
ORDER BY key
