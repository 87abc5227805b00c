// One row: each device model that a supplier ever returned.
MATCH (c:Cohort)
WITH DISTINCT c.supplier AS supplier, c.modelKey AS modelKey
WITH count(*) AS examined
RETURN examined AS examined, CASE WHEN NOT EXISTS { (:Return) } THEN 'no install return is loaded' END AS lacks
