// One row: how many findings match, before paging.
MATCH (n:Finding)
WHERE $everything
  AND ($rule = '' OR n.rule = $rule)
  AND (size($states) = 0 OR n.state IN $states)
  AND ($manufacturer = '' OR n.manufacturerId = $manufacturer)
  AND ($supplier = '' OR n.supplier = $supplier)
  AND ($severity = '' OR n.severity = $severity)
  AND ($model = '' OR n.modelKey = $model)
  AND ($class = '' OR n.class = $class)
  AND ($baseline IS NULL OR coalesce(n.baseline, false) = $baseline)
  AND ($overdue IS NULL OR (coalesce(n.dueOn < date.statement('Europe/London'), false) AND n.state IN ['open', 'acknowledged', 'fix-proposed']) = $overdue)
RETURN count(n) AS total
