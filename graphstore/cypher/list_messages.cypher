// One row a message, the newest first, since ids grow with time. Empty filters let everything pass.
MATCH (m:Message)
WHERE $everything AND ($id = '' OR m.id = $id) AND ($state = '' OR m.state = $state) AND ($after = '' OR m.id < $after)
RETURN properties(m) AS message
ORDER BY m.id DESC
LIMIT $limit
