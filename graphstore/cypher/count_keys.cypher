// One row: how many keys there ever were.
MATCH (k:ApiKey)
WHERE $everything
RETURN count(k) AS total
