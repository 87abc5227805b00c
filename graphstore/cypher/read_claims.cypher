// One row a manufacturer identifier that a party represents.
MATCH (p:Party)-[:REPRESENTS]->(i:ManufacturerIdentifier)
WHERE $everything
RETURN i.manufacturerId AS manufacturerId, p.partyId AS party
ORDER BY manufacturerId
