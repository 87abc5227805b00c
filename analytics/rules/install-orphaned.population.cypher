// One row: the cohorts with a current count above 0.
MATCH (c:Cohort)
WHERE c.count > 0
WITH count(c) AS examined
RETURN examined AS examined, CASE WHEN NOT EXISTS { (:Return) } THEN 'no install return is loaded' END AS lacks
