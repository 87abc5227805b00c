// One row an entry of the audit after a place in it, the oldest first.
MATCH (e:AuditEntry)
WHERE e.seq > $after AND $everything
RETURN properties(e) AS entry
ORDER BY e.seq
LIMIT $limit
