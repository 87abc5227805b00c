// One row is one finding. Empty filters let everything pass; the order is fixed, so that $after continues a page.
// The reader's scope: a supplier sees what is about its own installs; a manufacturer what is about its own models and decided by
// declarations alone, without anything that follows from installs. The search begins at device models, rules, manufacturers or
// suppliers, or, where none of them is given, at all findings; a plain list, of some states and in the order of
// rules or severities, is read in order.
OPTIONAL MATCH (o:Party {category: 'operator'})
WITH o ORDER BY o.partyId LIMIT 1
OPTIONAL MATCH (d:Party {category: 'dcc'})
WITH o, d ORDER BY d.partyId LIMIT 1
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
  WITH 1 AS plain WHERE $plain = 'rule'
  MATCH (n:Finding)
  USING INDEX n:Finding(rule, subject, fingerprint)
  WHERE n.rule >= $afterRule AND n.subject IS NOT NULL AND n.fingerprint IS NOT NULL
    // Not by OR, of which the planner would make several searches, and lose the order.
    AND CASE WHEN n.rule > $afterRule THEN true WHEN n.subject = $afterSubject THEN n.fingerprint > $afterFingerprint ELSE n.subject > $afterSubject END
    AND n.audience IS NULL AND (size($states) = 0 OR n.state IN $states)
  RETURN n
  ORDER BY n.rule, n.subject, n.fingerprint LIMIT $limit
  UNION ALL
  UNWIND CASE $plain WHEN 'severity' THEN [['critical', '0'], ['high', '1'], ['medium', '2'], ['low', '3'], ['info', '4']] ELSE [] END AS severity
  WITH severity WHERE severity[1] >= $afterKey
  CALL (severity) {
    MATCH (n:Finding)
    USING INDEX n:Finding(severity, rule, subject, fingerprint)
    WHERE n.severity = severity[0] AND n.rule IS NOT NULL AND n.subject IS NOT NULL AND n.fingerprint IS NOT NULL
      AND CASE WHEN severity[1] > $afterKey OR n.rule > $afterRule THEN true WHEN n.rule < $afterRule THEN false
               WHEN n.subject = $afterSubject THEN n.fingerprint > $afterFingerprint ELSE n.subject > $afterSubject END
      AND n.audience IS NULL AND (size($states) = 0 OR n.state IN $states)
    RETURN n
    ORDER BY n.severity, n.rule, n.subject, n.fingerprint LIMIT $limit
  }
  RETURN n
  UNION ALL
  WITH 1 AS all WHERE $plain = '' AND size($atModels) + size($atRules) + size($atManufacturers) + size($atSuppliers) = 0
  MATCH (n:Finding)
  RETURN n
}
WITH o, d, n
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
  WHERE $everything OR $readerSupplier <> ''
  CALL (set) {
    OPTIONAL MATCH (set)-[:HOLDS]->(c:Cause)
    WITH c ORDER BY CASE WHEN $everything THEN coalesce(c.consequences, 0) ELSE 0 END DESC, c.rule, c.subject
    WITH collect(c) AS causes
    UNWIND CASE WHEN size(causes) = 0 THEN [null] ELSE causes[0..$causes] END AS c
    OPTIONAL MATCH (f:Finding {fingerprint: c.key})
    WHERE $everything
    RETURN size(causes) AS total, collect(CASE WHEN c IS NULL THEN null ELSE {rule: c.rule, subject: c.subject, consequences: CASE WHEN $everything THEN c.consequences ELSE 0 END,
      fingerprint: f.fingerprint, state: f.state} END) AS shown
  }
  RETURN shown, total, coalesce(set.explained, false) AS explained
}
OPTIONAL MATCH (asCause:Cause {key: n.fingerprint})
WHERE $everything
RETURN CASE WHEN $everything OR $readerSupplier <> '' THEN properties(n)
       ELSE n {.fingerprint, .rule, .subject, .subjectKind, .class, .duty, .manufacturerId, .supplier, .modelKey, .firstSeen, .lastSeen, .resolvedAt,
               .owner, .baseline, .maturity, .audience, state: CASE WHEN n.toldWaiver IS NULL THEN n.state ELSE 'waived' END,
               revision: n.revision - coalesce(n.untold, 0), openedOn: coalesce(n.toldOpenedOn, n.openedOn), reasons: CASE n.byInstalls WHEN 'nothing' THEN n.reasons ELSE [] END,
               evidence: coalesce(n.toldEvidence, '{}')} END AS finding,
  properties(party) AS party, shown AS causes, total AS causesTotal, explained AS consequence,
  coalesce(asCause.consequences, 0) AS consequences,
  ($everything OR $readerSupplier <> '') AND coalesce(n.dueOn < date.statement('Europe/London'), false) AND n.state IN ['open', 'acknowledged', 'fix-proposed'] AS overdue
ORDER BY sortKey, n.rule, n.subject, n.fingerprint
