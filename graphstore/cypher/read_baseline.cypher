// At most one row: the baseline as it was taken.
MATCH (b:Baseline {name: 'best-endeavours'})
WHERE $everything
RETURN properties(b) AS baseline
