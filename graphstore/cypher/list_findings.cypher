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
  AND (n.rule > $afterRule OR (n.rule = $afterRule AND (n.subject > $afterSubject OR (n.subject = $afterSubject AND n.fingerprint > $afterFingerprint))))
WITH o, d, n ORDER BY n.rule, n.subject, n.fingerprint LIMIT $limit
OPTIONAL MATCH (s:Party {partyId: CASE n.owner WHEN 'supplier' THEN n.supplier END})
OPTIONAL MATCH (:ManufacturerIdentifier {manufacturerId: CASE n.owner WHEN 'manufacturer' THEN n.manufacturerId END})<-[:REPRESENTS]-(m:Party)
WITH n, CASE n.owner WHEN 'supplier' THEN s WHEN 'manufacturer' THEN m WHEN 'operator' THEN o WHEN 'dcc' THEN d END AS party
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
ORDER BY n.rule, n.subject, n.fingerprint
