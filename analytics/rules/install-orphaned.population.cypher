// One row: the cohorts with a current count above 0.
MATCH (c:Cohort)
WHERE c.count > 0
RETURN count(c) AS examined
