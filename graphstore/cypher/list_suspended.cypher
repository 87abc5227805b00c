// One row a recipient after $after that is suspended, since it keeps refusing mail.
MATCH (r:Recipient)
WHERE $everything AND r.suspendedAt IS NOT NULL AND r.address > $after
RETURN r.address AS address, r.bounces AS bounces, r.suspendedAt AS suspendedAt, r.why AS why
ORDER BY r.address
LIMIT $limit
