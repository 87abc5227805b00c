// One row: how many findings match, before paging. Where the search begins and what the reader sees of it is as in list_findings.
CALL () {
  UNWIND $atModels AS key
  MATCH (n:Finding {modelKey: key})
  RETURN n
  UNION ALL
  UNWIND $atRules AS id
  MATCH (n:Finding {rule: id})
  RETURN n
  UNION ALL
  UNWIND $atManufacturers AS id
  MATCH (n:Finding {manufacturerId: id})
  RETURN n
  UNION ALL
  UNWIND $atSuppliers AS name
  MATCH (n:Finding {supplier: name})
  RETURN n
  UNION ALL
  WITH 1 AS all WHERE size($atModels) + size($atRules) + size($atManufacturers) + size($atSuppliers) = 0
  MATCH (n:Finding)
  RETURN n
}
WITH n
WHERE ($everything
    OR ($readerSupplier <> '' AND n.supplier = $readerSupplier)
    OR n.toldTo IN $readerManufacturers)
  AND ($everything OR coalesce(n.maturity, 'live') = 'live')
  AND (n.audience IS NULL OR n.rule = $rule OR (n.audience = 'manufacturer' AND n.manufacturerId IN $readerManufacturers))
  AND ($rule = '' OR n.rule = $rule)
  AND (size($states) = 0 OR CASE WHEN $everything OR n.toldWaiver IS NULL THEN n.state ELSE 'waived' END IN $states)
  AND ($manufacturer = '' OR n.manufacturerId = $manufacturer)
  AND ($supplier = '' OR n.supplier = $supplier)
  AND ($severity = '' OR n.severity = $severity)
  AND ($model = '' OR n.modelKey = $model)
  AND ($class = '' OR n.class = $class)
  AND ($baseline IS NULL OR coalesce(n.baseline, false) = $baseline)
  AND ($overdue IS NULL OR (coalesce(n.dueOn < date.statement('Europe/London'), false) AND n.state IN ['open', 'acknowledged', 'fix-proposed']) = $overdue)
RETURN count(n) AS total
