// One row an event of a finding, oldest first. The finding was read before, in the same scope. A manufacturer is told what it did itself,
// and that a run opened or resolved the finding; not what others wrote, nor why a waiver ended, which may follow from installs.
MATCH (:Finding {fingerprint: $fingerprint})-[:HAS_EVENT]->(e:FindingEvent)
WHERE $everything OR $readerSupplier <> '' OR any(id IN e.manufacturers WHERE id IN $readerManufacturers) OR e.kind IN ['opened', 'reopened', 'resolved']
RETURN CASE WHEN $everything OR $readerSupplier <> '' OR e.manufacturers IS NOT NULL THEN properties(e) ELSE e {.seq, .at, .kind, .runId, .from, .to} END AS event
ORDER BY coalesce(e.seq, 0), e.at
