// One row a finding that a change of many would touch, in the order in which all lock findings. Whose it is, is as in list_findings.
MATCH (n:Finding)
WHERE ($everything
    OR ($readerSupplier <> '' AND n.supplier = $readerSupplier)
    OR n.toldTo IN $readerManufacturers)
  AND ($everything OR coalesce(n.maturity, 'live') = 'live')
  AND (n.audience IS NULL OR n.rule = $rule OR (n.audience = 'manufacturer' AND n.manufacturerId IN $readerManufacturers))
  AND n.state IN ['open', 'acknowledged', 'fix-proposed'] AND n.state <> $to AND ($everything OR n.toldWaiver IS NULL)
  AND ($readerParty = '' OR COUNT { MATCH (n)-[:HAS_EVENT]->(own:FindingEvent) WHERE own.party = $readerParty } < $mostOwn)
  AND ($rule = '' OR n.rule = $rule)
  AND (size($states) = 0 OR n.state IN $states)
  AND ($manufacturer = '' OR n.manufacturerId = $manufacturer)
  AND ($supplier = '' OR n.supplier = $supplier)
  AND ($severity = '' OR n.severity = $severity)
  AND ($model = '' OR n.modelKey = $model)
  AND ($class = '' OR n.class = $class)
  AND ($baseline IS NULL OR coalesce(n.baseline, false) = $baseline)
  AND ($overdue IS NULL OR (coalesce(n.dueOn < date.statement('Europe/London'), false) AND n.state IN ['open', 'acknowledged', 'fix-proposed']) = $overdue)
RETURN n.fingerprint AS fingerprint
ORDER BY fingerprint
LIMIT $limit
