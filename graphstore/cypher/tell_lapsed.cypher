// One row a finding that opened by growth, of which its manufacturer was not told, once the waiver that it still knows of would have
// lapsed: from now on it is told that the finding is open, as if it had opened today. For all others nothing changes.
MATCH (w:Waiver)-[:WAIVES]->(n:Finding)
WHERE n.toldWaiver = w.id AND w.until < $today
SET n.lockedAt = datetime.realtime()
WITH w, n
WHERE n.toldWaiver = w.id
SET n.toldWaiver = null, n.toldOpenedOn = $today, n.untold = n.untold - 1, n.events = coalesce(n.events, 0) + 1
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'told', toldKind: 'reopened', runId: $runId, by: $by, toldFrom: 'waived', toldTo: 'open',
  why: 'its manufacturer is told that it is open: the waiver (reference ' + w.reference + ') would have lapsed on ' + toString(w.until)})
FOREACH (ignored IN CASE WHEN n.owner = 'manufacturer' THEN [1] ELSE [] END |
  CREATE (:Notice {id: randomUUID(), told: false, at: datetime.realtime(), kind: 'waiver-lapsed', owner: n.owner, fingerprint: n.fingerprint,
    rule: n.rule, subject: n.subject, subjectKind: n.subjectKind, severity: n.severity, manufacturerId: n.manufacturerId, supplier: n.supplier,
    modelKey: n.modelKey, reference: w.reference, until: w.until}))
RETURN n.fingerprint AS fingerprint
