// One row is one finding about a subject, past ones too, newest last.
// The reader's scope: a supplier sees what is about its own installs; a manufacturer what is about its own models and decided by
// declarations alone, without anything that follows from installs.
CALL () {
  WITH $entryId AS id WHERE id <> ''
  MATCH (:CplEntry {entryId: id})<-[:ABOUT]-(f:Finding)
  RETURN f AS n
  UNION
  WITH $modelKey AS key WHERE key <> ''
  MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(:Version)<-[:ABOUT]-(f:Finding)
  RETURN f AS n
  UNION
  WITH $modelKey AS key WHERE key <> ''
  MATCH (:DeviceModel {key: key})<-[:ABOUT]-(f:Finding)
  RETURN f AS n
  UNION
  WITH $cohortKey AS key WHERE key <> ''
  MATCH (:Cohort {key: key})<-[:ABOUT]-(f:Finding)
  RETURN f AS n
}
WITH DISTINCT n
WHERE ($everything
    OR ($readerSupplier <> '' AND n.supplier = $readerSupplier)
    OR n.toldTo IN $readerManufacturers)
  AND ($everything OR coalesce(n.maturity, 'live') = 'live')
  AND (n.audience IS NULL OR (n.audience = 'manufacturer' AND n.manufacturerId IN $readerManufacturers))
RETURN CASE WHEN $everything OR $readerSupplier <> '' THEN properties(n)
       ELSE n {.fingerprint, .rule, .subject, .subjectKind, .class, .duty, .manufacturerId, .supplier, .modelKey, .firstSeen, .lastSeen, .resolvedAt,
               .owner, .baseline, .maturity, .audience, state: CASE WHEN n.toldWaiver IS NULL THEN n.state ELSE 'waived' END,
               revision: n.revision - coalesce(n.untold, 0), openedOn: coalesce(n.toldOpenedOn, n.openedOn), reasons: CASE n.byInstalls WHEN 'nothing' THEN n.reasons ELSE [] END,
               evidence: coalesce(n.toldEvidence, '{}')} END AS finding
ORDER BY n.state = 'resolved', n.rule, n.subject
