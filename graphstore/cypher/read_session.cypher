// At most one row: a session that goes on, and its roles with what their parties represent. A role for a party of another category is left out.
MATCH (s:Session {hash: $hash})
WHERE $everything AND s.endsAt > datetime.realtime() AND s.usedAt > datetime.realtime() - duration({seconds: $idleSeconds})
RETURN properties(s) AS session,
  s.usedAt < datetime.realtime() - duration({minutes: 1}) AS touch,
  COLLECT {
    UNWIND range(0, size(s.roles) - 1) AS i
    OPTIONAL MATCH (p:Party {partyId: s.parties[i]})
    WITH i, p
    WHERE s.parties[i] = '' OR p.category = s.roles[i]
    RETURN [s.roles[i], s.parties[i], COLLECT { MATCH (p)-[:REPRESENTS]->(m:ManufacturerIdentifier) RETURN m.manufacturerId AS id ORDER BY id }] AS grant
    ORDER BY i
  } AS grants
