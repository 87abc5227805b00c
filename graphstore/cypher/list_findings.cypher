// One row is one finding. Empty filters let everything pass; the order is fixed, so that $after continues a page.
OPTIONAL MATCH (o:Party {category: 'operator'})
WITH o ORDER BY o.partyId LIMIT 1
OPTIONAL MATCH (d:Party {category: 'dcc'})
WITH o, d ORDER BY d.partyId LIMIT 1
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
WITH o, d, n, CASE $sort
    WHEN 'severity' THEN CASE n.severity WHEN 'critical' THEN '0' WHEN 'high' THEN '1' WHEN 'medium' THEN '2' WHEN 'low' THEN '3' ELSE '4' END
    WHEN 'installs' THEN right('000000000000000' + toString(999999999999999 - coalesce(n.installs, 0)), 15)
    WHEN 'dueOn' THEN coalesce(toString(n.dueOn), '9999-99-99')
    WHEN 'lastSeen' THEN right('000000000000000' + toString(999999999999999 - n.lastSeen.epochMillis), 15)
    ELSE '' END AS sortKey
WHERE sortKey > $afterKey OR (sortKey = $afterKey
  AND (n.rule > $afterRule OR (n.rule = $afterRule AND (n.subject > $afterSubject OR (n.subject = $afterSubject AND n.fingerprint > $afterFingerprint)))))
WITH n, o, d, sortKey ORDER BY sortKey, n.rule, n.subject, n.fingerprint LIMIT $limit
OPTIONAL MATCH (s:Party {partyId: CASE n.owner WHEN 'supplier' THEN n.supplier END})
OPTIONAL MATCH (:ManufacturerIdentifier {manufacturerId: CASE n.owner WHEN 'manufacturer' THEN n.manufacturerId END})<-[:REPRESENTS]-(m:Party)
WITH n, sortKey, CASE n.owner WHEN 'supplier' THEN s WHEN 'manufacturer' THEN m WHEN 'operator' THEN o WHEN 'dcc' THEN d END AS party
CALL (n) {
  OPTIONAL MATCH (n)-[:CAUSED_BY]->(set:CauseSet)
  CALL (set) {
    OPTIONAL MATCH (set)-[:HOLDS]->(c:Cause)
    WITH c ORDER BY coalesce(c.consequences, 0) DESC, c.rule, c.subject
    WITH collect(c) AS causes
    UNWIND CASE WHEN size(causes) = 0 THEN [null] ELSE causes[0..$causes] END AS c
    OPTIONAL MATCH (f:Finding {fingerprint: c.key})
    RETURN size(causes) AS total, collect(CASE WHEN c IS NULL THEN null ELSE {rule: c.rule, subject: c.subject, consequences: c.consequences,
      fingerprint: f.fingerprint, state: f.state} END) AS shown
  }
  RETURN shown, total, coalesce(set.explained, false) AS explained
}
OPTIONAL MATCH (asCause:Cause {key: n.fingerprint})
RETURN properties(n) AS finding, properties(party) AS party, shown AS causes, total AS causesTotal, explained AS consequence,
  coalesce(asCause.consequences, 0) AS consequences,
  coalesce(n.dueOn < date.statement('Europe/London'), false) AND n.state IN ['open', 'acknowledged', 'fix-proposed'] AS overdue
ORDER BY sortKey, n.rule, n.subject, n.fingerprint
