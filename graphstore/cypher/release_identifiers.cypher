// No rows. Parties of which a file restates the identifiers give up those that they have.
UNWIND $parties AS party
MATCH (p:Party {partyId: party.name})-[r:REPRESENTS]->(:ManufacturerIdentifier)
WHERE party.restated
DELETE r
