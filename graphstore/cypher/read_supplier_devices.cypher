// One row is one supplier with the devices that it operates of these models, by the current counts.
UNWIND $models AS key
MATCH (c:Cohort {modelKey: key})
WHERE $everything AND c.count > 0
RETURN c.supplier AS supplier, sum(c.count) AS devices
ORDER BY supplier
