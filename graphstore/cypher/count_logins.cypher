// One row: how many logins have begun and not ended.
MATCH (n:Login)
WHERE $everything
RETURN count(n) AS logins
