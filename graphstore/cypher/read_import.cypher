// One row: one import.
MATCH (i:Import {id: $id})
WHERE $everything
RETURN properties(i) AS import
