// One row is one manufacturer whose name must be worked out again.
MATCH (f:Unnamed)
WHERE $everything
RETURN f.manufacturerId AS id, 0 AS size
ORDER BY id
