// One row: how many sessions of a person ended.
MATCH (s:Session {person: $person})
DELETE s
RETURN count(s) AS ended
