// One row an entry of the audit before a place in it, the newest first.
MATCH (e:AuditEntry)
WHERE e.seq < $before AND $everything
RETURN properties(e) AS entry
ORDER BY e.seq DESC
LIMIT $limit
