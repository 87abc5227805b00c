// One row is one manufacturer whose name must be worked out again. In no order: the next page is what is still so
// once this one is settled.
MATCH (f:Unnamed)
WHERE $everything
RETURN f.manufacturerId AS key, 0 AS size
LIMIT $limit
