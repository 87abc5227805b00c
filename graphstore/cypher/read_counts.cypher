// One row is one stored count of those asked for.
UNWIND $keys AS key
MATCH (n:Count {key: key})
WHERE $everything
RETURN n.key AS key, n.count AS count, n.gained AS gained
ORDER BY key
