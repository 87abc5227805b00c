// One row: a finding, as it is listed. All of its causes are told.
// The reader's scope: a supplier sees what is about its own installs; a manufacturer what is about its own models and decided by
// declarations alone, without anything that follows from installs.
OPTIONAL MATCH (o:Party {category: 'operator'})
WITH o ORDER BY o.partyId LIMIT 1
OPTIONAL MATCH (d:Party {category: 'dcc'})
WITH o, d ORDER BY d.partyId LIMIT 1
MATCH (n:Finding {fingerprint: $fingerprint})
WHERE ($everything
    OR ($readerSupplier <> '' AND n.supplier = $readerSupplier)
    OR n.toldTo IN $readerManufacturers)
  AND ($everything OR coalesce(n.maturity, 'live') = 'live')
  AND (n.audience IS NULL OR $everything OR (n.audience = 'manufacturer' AND n.manufacturerId IN $readerManufacturers))
OPTIONAL MATCH (s:Party {partyId: CASE n.owner WHEN 'supplier' THEN n.supplier END})
OPTIONAL MATCH (:ManufacturerIdentifier {manufacturerId: CASE n.owner WHEN 'manufacturer' THEN n.manufacturerId END})<-[:REPRESENTS]-(m:Party)
WITH n, CASE n.owner WHEN 'supplier' THEN s WHEN 'manufacturer' THEN m WHEN 'operator' THEN o WHEN 'dcc' THEN d END AS party
CALL (n) {
  OPTIONAL MATCH (n)-[:CAUSED_BY]->(set:CauseSet)
  WHERE $everything OR $readerSupplier <> ''
  CALL (set) {
    OPTIONAL MATCH (set)-[:HOLDS]->(c:Cause)
    WITH c ORDER BY CASE WHEN $everything THEN coalesce(c.consequences, 0) ELSE 0 END DESC, c.rule, c.subject
    WITH collect(c) AS causes
    UNWIND CASE WHEN size(causes) = 0 THEN [null] ELSE causes END AS c
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
