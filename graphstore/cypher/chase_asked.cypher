// No rows. Requests are repeated.
UNWIND $rows AS row
MATCH (a:Asked {id: row.id})
CREATE (a)-[:CHASED]->(:Chase {on: row.on, reference: row.reference, by: row.by, recordedAt: datetime.realtime()})
