// No rows. Suppliers that a return names.
UNWIND $names AS name
MERGE (p:Party {partyId: name})
  ON CREATE SET p.name = name, p.category = 'supplier'
