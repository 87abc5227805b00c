// No rows. Manufacturer identifiers that parties represent.
UNWIND $parties AS party
WITH party WHERE party.restated
MATCH (p:Party {partyId: party.name})
UNWIND party.identifiers AS id
MERGE (i:ManufacturerIdentifier {manufacturerId: id})
MERGE (p)-[:REPRESENTS]->(i)
