// One row: each device model that a supplier ever returned.
MATCH (c:Cohort)
WITH DISTINCT c.supplier AS supplier, c.modelKey AS modelKey
RETURN count(*) AS examined
