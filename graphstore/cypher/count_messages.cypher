// One row: how many messages there are.
MATCH (m:Message)
WHERE $everything AND ($state = '' OR m.state = $state)
RETURN count(m) AS total
