// One row: where the audit ends. Who appends next waits here until this transaction ends.
MERGE (h:AuditHead {name: 'audit'})
  ON CREATE SET h.seq = 0, h.hash = ''
SET h.appends = coalesce(h.appends, 0) + 1
RETURN h.seq AS seq, h.hash AS hash, datetime.realtime() AS now
