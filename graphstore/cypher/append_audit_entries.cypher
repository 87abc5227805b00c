// No rows. Entries are appended to the audit, of which this transaction holds the head.
MATCH (h:AuditHead {name: 'audit'})
SET h.seq = $seq, h.hash = $hash
WITH h
UNWIND $entries AS entry
CREATE (e:AuditEntry)
SET e = entry
