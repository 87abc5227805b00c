// One row is one import received before $before, newest first. Empty filters let everything pass.
MATCH (i:Import)
WHERE $everything AND ($before = '' OR i.id < $before)
  AND ($kind = '' OR i.kind = $kind) AND ($status = '' OR i.status = $status)
WITH i ORDER BY i.id DESC LIMIT $limit
RETURN properties(i) AS import
ORDER BY i.id DESC
