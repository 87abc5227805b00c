// One row: how many recipients are suspended.
MATCH (r:Recipient)
WHERE $everything AND r.suspendedAt IS NOT NULL
RETURN count(r) AS total
