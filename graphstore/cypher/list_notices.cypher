// One row a notice that was not told yet and whose party has an address, with the party that it is for, the oldest first. What a manufacturer may not see,
// since it is about a supplier's installs or follows from what devices run, is for the operator. The parties in $unfit have an address that cannot be mailed.
OPTIONAL MATCH (o:Party {category: 'operator'})
WITH o ORDER BY o.partyId LIMIT 1
OPTIONAL MATCH (d:Party {category: 'dcc'})
WITH o, d ORDER BY d.partyId LIMIT 1
MATCH (n:Notice {told: false})
WHERE $everything
OPTIONAL MATCH (f:Finding {fingerprint: n.fingerprint})
WITH o, d, n, CASE WHEN n.owner = 'manufacturer' AND (n.fingerprint IS NOT NULL AND f.toldTo IS NULL OR n.kind = 'waiver-drifted') THEN 'operator' ELSE n.owner END AS owner
OPTIONAL MATCH (named:Party {partyId: n.party})
OPTIONAL MATCH (s:Party {partyId: CASE owner WHEN 'supplier' THEN n.supplier END})
OPTIONAL MATCH (:ManufacturerIdentifier {manufacturerId: CASE owner WHEN 'manufacturer' THEN n.manufacturerId END})<-[:REPRESENTS]-(m:Party)
WITH n, owner, CASE WHEN n.party IS NOT NULL THEN named ELSE CASE owner WHEN 'supplier' THEN s WHEN 'manufacturer' THEN m WHEN 'operator' THEN o WHEN 'dcc' THEN d END END AS party
WITH n, owner, party
WHERE coalesce(party.email, '') <> '' AND NOT party.partyId IN $unfit
RETURN properties(n) AS notice, owner AS owner, properties(party) AS party
ORDER BY n.at, n.id
LIMIT $limit
