// One row a rule with findings that were in the baseline: how many, and how many have stood ever since.
MATCH (n:Finding {baselined: true})
WHERE $everything
RETURN n.rule AS rule, count(n) AS taken, sum(CASE WHEN n.baseline THEN 1 ELSE 0 END) AS left
ORDER BY rule
