// One row: how many runs there were.
MATCH (r:Run)
WHERE $everything AND r.number > 0
RETURN count(r) AS total
