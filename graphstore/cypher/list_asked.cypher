// One row is one request after a place, oldest first, with its chases, what was stated of its entry before it, and what after. Blank filters let everything pass.
MATCH (a:Asked)-[:FOR]->(v:Version)
WHERE $everything AND ($party = '' OR a.party = $party) AND (size($ids) = 0 OR a.id IN $ids) AND (size($entries) = 0 OR v.entryId IN $entries)
  AND ($after = '' OR a.on > $afterOn OR (a.on = $afterOn AND (v.entryId > $afterEntry OR (v.entryId = $afterEntry
    AND (a.party > $afterParty OR (a.party = $afterParty AND a.id > $after))))))
WITH a, v ORDER BY a.on, v.entryId, a.party, a.id LIMIT $limit
CALL (a) {
  MATCH (a)-[:CHASED]->(c:Chase)
  WITH c ORDER BY c.on, c.recordedAt
  RETURN collect(properties(c)) AS chases
}
CALL (a, v) {
  MATCH (v)-[:STATED]->(s:Statement)
  WHERE s.declaration IS NOT NULL
  WITH a, s ORDER BY s.effectiveOn, s.recordedAt
  RETURN collect({declaration: s.declaration, predecessors: s.predecessors, effectiveOn: s.effectiveOn,
                  before: s.effectiveOn < a.on OR s.effectiveOn = a.on AND s.recordedAt <= a.recordedAt}) AS stated
}
RETURN properties(a) AS asked, v.entryId AS entryId, v.manufacturerId AS manufacturerId, v.manufacturerName AS manufacturerName, v.modelKey AS modelKey,
  v.firmwareVersion AS firmwareVersion, v.listed AS listed, chases AS chases, stated AS stated
ORDER BY a.on, v.entryId, a.party, a.id
