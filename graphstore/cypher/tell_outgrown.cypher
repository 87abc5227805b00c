// One row a waiver whose exposure has grown past the share that was stated and that does not end by that, since a manufacturer
// sees its finding: every party of the Panel and the operator is told, once, to decide.
MATCH (w:Waiver)-[:WAIVES]->(n:Finding)
WHERE w.endedAt IS NULL AND w.outgrownAt IS NULL
SET w.lockedAt = datetime.realtime()
WITH w, n
WHERE w.endedAt IS NULL AND w.outgrownAt IS NULL AND n.state = 'waived' AND n.waiver = w.id
  AND n.installs * 100 > w.exposure * (100 + w.share) AND n.supplier = '' AND coalesce(n.byInstalls, 'all') IN ['nothing', 'reasons']
SET w.outgrownAt = datetime.realtime()
WITH w, n
CALL (w, n) {
  MATCH (p:Party)
  WHERE p.category IN ['panel', 'operator']
  CREATE (:Notice {id: randomUUID(), told: false, at: datetime.realtime(), kind: 'waiver-outgrown', owner: p.category, party: p.partyId,
    fingerprint: n.fingerprint, rule: n.rule, subject: n.subject, subjectKind: n.subjectKind, severity: n.severity,
    manufacturerId: n.manufacturerId, supplier: n.supplier, modelKey: n.modelKey, reference: w.reference, until: w.until})
  RETURN count(p) AS notices
}
RETURN w.id AS id, notices AS notices
