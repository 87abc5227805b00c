// One row: whether the graph is marked as scratch now. It is not if it holds anything but what migrations leave.
OPTIONAL MATCH (n)
WHERE NOT n:SchemaMigration AND NOT n:Lease AND NOT n:Scratch
WITH n LIMIT 1
WITH count(n) = 0 AS claimed
FOREACH (ignored IN CASE WHEN claimed THEN [1] ELSE [] END | MERGE (:Scratch))
RETURN claimed AS claimed
