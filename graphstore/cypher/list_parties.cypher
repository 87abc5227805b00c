// One row a party.
MATCH (p:Party)
WHERE $everything
RETURN properties(p) AS party
ORDER BY p.partyId
