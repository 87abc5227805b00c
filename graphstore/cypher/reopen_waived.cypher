// One row a finding whose waiver has lapsed, or whose exposure grew past the share that was stated; it is open again, and
// its waiver has ended. Growth tells what devices run, so for a manufacturer the finding stays waived: toldWaiver is the waiver that it
// still knows of, toldOpenedOn when it knows the finding to have opened, and untold how many changes it was not told of.
MATCH (w:Waiver)-[:WAIVES]->(n:Finding)
WHERE w.endedAt IS NULL
SET n.lockedAt = datetime.realtime()
WITH w, n, w.until < $today AS lapsed
WHERE n.state = 'waived' AND n.waiver = w.id AND (lapsed OR n.installs * 100 > w.exposure * (100 + w.share))
WITH w, n, lapsed, NOT lapsed AND n.toldTo IS NOT NULL AS withheld,
     CASE WHEN lapsed THEN 'its waiver (reference ' + w.reference + ') lapsed on ' + toString(w.until)
     ELSE 'it affects ' + toString(n.installs) + ' devices, more than ' + toString(w.share) + ' % above the ' + toString(w.exposure)
          + ' of when it was waived (reference ' + w.reference + ')' END AS why
SET n.state = 'open', n.waiver = null, n.waivedBy = null, n.revision = coalesce(n.revision, 0) + 1, n.events = coalesce(n.events, 0) + 1,
    n.toldWaiver = CASE WHEN withheld THEN w.id END,
    n.toldOpenedOn = CASE WHEN withheld THEN coalesce(n.toldOpenedOn, n.openedOn) END,
    n.untold = coalesce(n.untold, 0) + CASE WHEN withheld THEN 1 ELSE 0 END,
    w.endedAt = datetime.realtime(), w.endedBy = $by, w.endedWhy = why
CREATE (:Notice {id: randomUUID(), told: false, at: datetime.realtime(), kind: CASE WHEN lapsed THEN 'waiver-lapsed' ELSE 'waiver-drifted' END,
  owner: n.owner, fingerprint: n.fingerprint, rule: n.rule, subject: n.subject, subjectKind: n.subjectKind, severity: n.severity,
  manufacturerId: n.manufacturerId, supplier: n.supplier, modelKey: n.modelKey, reference: w.reference, until: w.until})
CREATE (n)-[:HAS_EVENT]->(:FindingEvent {seq: n.events, at: datetime.realtime(), kind: 'reopened', runId: $runId, by: $by, from: 'waived', to: 'open', why: why,
  withheld: CASE WHEN withheld THEN true END})
RETURN n.fingerprint AS fingerprint, n.severity AS severity, n.class AS class
