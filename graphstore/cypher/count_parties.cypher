// One row: how many parties there are.
MATCH (p:Party)
WHERE $everything
RETURN count(p) AS total
