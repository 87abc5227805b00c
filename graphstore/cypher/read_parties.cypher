// One row a party among these names.
UNWIND $names AS name
MATCH (p:Party {partyId: name})
WHERE $everything
RETURN properties(p) AS party
