// No rows. Parties that are new or that a file changes.
UNWIND $parties AS party
MERGE (p:Party {partyId: party.name})
SET p += party.props
