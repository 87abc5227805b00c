// One row a waiver that is now warned of: to its finding's owner, and, while it stands, to every party of the Panel and the operator. The
// first SET takes the waiver's lock before it is read.
UNWIND $ids AS id
MATCH (w:Waiver {id: id})-[:WAIVES]->(f:Finding)
SET w.lockedAt = datetime.realtime()
WITH w, f
WHERE (w.endedAt IS NULL OR f.toldWaiver = w.id) AND coalesce(w.warnedAtDays, 1000) > $days
SET w.warnedAtDays = $days
WITH w, f, {kind: 'waiver-ending', fingerprint: f.fingerprint, rule: f.rule, subject: f.subject, subjectKind: f.subjectKind, severity: f.severity,
  manufacturerId: f.manufacturerId, supplier: f.supplier, modelKey: f.modelKey, reference: w.reference, until: w.until} AS notice
CREATE (n:Notice {id: randomUUID(), told: false, at: datetime.realtime(), owner: f.owner})
SET n += notice
WITH w, f, notice
CALL (w, f, notice) {
  MATCH (p:Party)
  WHERE w.endedAt IS NULL AND p.category IN ['panel', 'operator'] AND NOT (p.category = 'operator' AND f.owner = 'operator')
  CREATE (n:Notice {id: randomUUID(), told: false, at: datetime.realtime(), owner: p.category, party: p.partyId})
  SET n += notice
  RETURN count(n) AS more
}
RETURN w.id AS id, more + 1 AS notices
