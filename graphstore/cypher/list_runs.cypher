// One row a run with a number below $before, newest first: the run and what its rules for everybody came to together.
MATCH (r:Run)
WHERE $everything AND r.number > 0 AND r.number < $before
WITH r ORDER BY r.number DESC LIMIT $limit
CALL (r) {
  MATCH (r)-[:CHECKED]->(c:RuleResult)
  WHERE c.audience IS NULL
  RETURN count(c) AS rules, sum(c.failing) AS failing, sum(c.unknown) AS unknown, sum(c.opened) AS opened, sum(c.reopened) AS reopened, sum(c.resolved) AS resolved
}
RETURN properties(r) AS run, rules AS rules, failing AS failing, unknown AS unknown, opened AS opened, reopened AS reopened, resolved AS resolved
ORDER BY run.number DESC
