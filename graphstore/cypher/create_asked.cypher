// No rows. Parties are asked about entries.
UNWIND $rows AS row
MATCH (v:CplEntry {entryId: row.entryId})
MATCH (p:Party {partyId: row.party})
CREATE (p)<-[:TO]-(a:Asked {id: row.id, party: row.party, on: row.on, reference: row.reference, by: row.by, recordedAt: datetime.realtime()})-[:FOR]->(v)
