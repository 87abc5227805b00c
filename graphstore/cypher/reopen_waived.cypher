// One row a finding whose waiver has lapsed, or whose exposure grew past the share that was stated; it is open again, and
// its waiver has ended. Growth opens no finding that a manufacturer sees: it would learn from that what devices run.
MATCH (w:Waiver)-[:WAIVES]->(n:Finding)
WHERE w.endedAt IS NULL
SET n.lockedAt = datetime.realtime()
WITH w, n
WHERE n.state = 'waived' AND n.waiver = w.id AND (w.until < $today
  OR (n.installs * 100 > w.exposure * (100 + w.share) AND NOT (n.supplier = '' AND coalesce(n.byInstalls, 'all') IN ['nothing', 'reasons'])))
WITH w, n, CASE WHEN w.until < $today THEN 'its waiver (reference ' + w.reference + ') lapsed on ' + toString(w.until)
     ELSE 'it affects ' + toString(n.installs) + ' devices, more than ' + toString(w.share) + ' % above the ' + toString(w.exposure)
          + ' of when it was waived (reference ' + w.reference + ')' END AS why
SET n.state = 'open', n.waiver = null, n.waivedBy = null, n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1,
    w.endedAt = datetime.realtime(), w.endedBy = $by, w.endedWhy = why
CREATE (:Notice {id: randomUUID(), told: false, at: datetime.realtime(), kind: CASE WHEN w.until < $today THEN 'waiver-lapsed' ELSE 'waiver-drifted' END,
  owner: n.owner, fingerprint: n.fingerprint, rule: n.rule, subject: n.subject, subjectKind: n.subjectKind, severity: n.severity,
  manufacturerId: n.manufacturerId, supplier: n.supplier, modelKey: n.modelKey, reference: w.reference, until: w.until})
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'reopened', runId: $runId, by: $by, from: 'waived', to: 'open', why: why})
RETURN n.fingerprint AS fingerprint, n.severity AS severity, n.class AS class
