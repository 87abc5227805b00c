// One row is one rule and state that findings have, and how many have it.
MATCH (n:Finding)
WHERE $everything AND n.audience IS NULL
RETURN n.rule AS rule, n.state AS state, count(n) AS total
ORDER BY rule, state
