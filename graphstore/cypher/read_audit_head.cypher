// At most one row: where the audit ends.
MATCH (h:AuditHead {name: 'audit'})
WHERE $everything
RETURN h.seq AS seq, h.hash AS hash
