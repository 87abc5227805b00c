// At most one row: a key, whether it and the secret before its last one are taken now, and the identifiers that its party represents.
// One that was made before there were scopes has those that its role allows.
MATCH (k:ApiKey {id: $id})
WHERE $everything
OPTIONAL MATCH (p:Party {partyId: k.party})
RETURN k {.*, scopes: coalesce(k.scopes, CASE WHEN k.role IN ['operator', 'auditor'] THEN ['read', 'change', 'keys'] ELSE ['read', 'change'] END)} AS key,
  datetime.realtime() AS now,
  k.revokedAt IS NULL AND (k.expiresAt IS NULL OR k.expiresAt > datetime.realtime()) AND (k.party IS NULL OR coalesce(p.category = k.role, false)) AS live,
  coalesce(k.previousUntil > datetime.realtime(), false) AS previousLive,
  COLLECT { MATCH (p)-[:REPRESENTS]->(i:ManufacturerIdentifier) RETURN i.manufacturerId AS id ORDER BY id } AS manufacturerIds
