// One row: whether the graph is a scratch graph; if so, it holds nothing now but its mark and what migrations left.
OPTIONAL MATCH (s:Scratch)
WITH count(s) > 0 AS scratch
OPTIONAL MATCH (n)
WHERE scratch AND NOT n:SchemaMigration AND NOT n:Scratch
DETACH DELETE n
RETURN DISTINCT scratch AS scratch
