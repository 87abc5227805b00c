// One row an event of a finding, oldest first. The finding was read before, in the same scope. A manufacturer is told what it did itself,
// and that a run opened or resolved the finding; not what others wrote, nor why a waiver ended, nor that one ended by growth, which follow from installs.
MATCH (:Finding {fingerprint: $fingerprint})-[:HAS_EVENT]->(e:FindingEvent)
WHERE $everything OR $readerSupplier <> '' OR any(id IN e.manufacturers WHERE id IN $readerManufacturers) 
   OR (e.withheld IS NULL AND coalesce(e.toldKind, e.kind) IN ['opened', 'reopened', 'resolved'])
RETURN CASE WHEN $everything OR $readerSupplier <> '' OR e.manufacturers IS NOT NULL THEN properties(e) 
       ELSE e {.at, .runId, kind: coalesce(e.toldKind, e.kind), from: coalesce(e.toldFrom, e.from), to: coalesce(e.toldTo, e.to)} END AS event
ORDER BY coalesce(e.seq, 0), e.at
