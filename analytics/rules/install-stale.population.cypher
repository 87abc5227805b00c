// One row: each device type that a supplier ever returned.
MATCH (r:Return)
WITH count(r) AS examined
RETURN examined AS examined, CASE WHEN NOT EXISTS { (:Return) } THEN 'no install return is loaded' END AS lacks
