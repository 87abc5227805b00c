// At most one row: a key, whether it and the secret before its last one are taken now, and the identifiers that its party represents.
MATCH (k:ApiKey {id: $id})
WHERE $everything
OPTIONAL MATCH (p:Party {partyId: k.party})
RETURN properties(k) AS key,
  datetime.realtime() AS now,
  k.revokedAt IS NULL AND (k.expiresAt IS NULL OR k.expiresAt > datetime.realtime()) AND (k.party IS NULL OR coalesce(p.category = k.role, false)) AS live,
  coalesce(k.previousUntil > datetime.realtime(), false) AS previousLive,
  COLLECT { MATCH (p)-[:REPRESENTS]->(i:ManufacturerIdentifier) RETURN i.manufacturerId AS id ORDER BY id } AS manufacturerIds
