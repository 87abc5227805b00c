// One row a rule that the run checked, with the findings of it that stand although a failed rule saw none. Rules in the shadow, and those for one audience, are left out.
MATCH (:Run {id: $runId})-[:CHECKED]->(c:RuleResult)
WHERE $everything AND coalesce(c.maturity, 'live') = 'live' AND c.audience IS NULL
RETURN c.rule AS rule, c.version AS version, c.status AS status, c.examined AS examined, c.failing AS failing,
  c.unknown AS unknown, c.ms AS ms, c.error AS error, c.lacks AS lacks,
  CASE WHEN c.status = 'ok' THEN 0 ELSE COUNT { (f:Finding {rule: c.rule}) WHERE f.state <> 'resolved' } END AS unconfirmed
ORDER BY c.rule
