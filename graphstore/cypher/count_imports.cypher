// One row: how many imports match, before paging.
MATCH (i:Import)
WHERE $everything AND ($kind = '' OR i.kind = $kind) AND ($status = '' OR i.status = $status)
RETURN count(i) AS total
