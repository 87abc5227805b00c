// One row a party after $after, by name.
MATCH (p:Party)
WHERE $everything AND p.partyId > $after
RETURN properties(p) AS party
ORDER BY p.partyId
LIMIT $limit
