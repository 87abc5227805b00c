// One row is for whom notices wait that have no address to go to, after a place, in the order of the places: how many, and what is known of
// the party. For whom a notice is, is as in list_notices. The parties in $unfit have an address that cannot be mailed.
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
WHERE coalesce(party.email, '') = '' OR party.partyId IN $unfit
WITH n, owner, party, CASE WHEN party IS NOT NULL THEN party.partyId WHEN owner = 'supplier' THEN n.supplier ELSE '' END AS name,
  CASE WHEN party IS NULL AND owner = 'manufacturer' THEN n.manufacturerId ELSE '' END AS manufacturerId
WITH owner, name, manufacturerId, count(n) AS notices, min(n.at) AS oldest, count(party) > 0 AS known, max(coalesce(party.email, '')) <> '' AS addressed
WHERE owner > $afterOwner OR (owner = $afterOwner AND (name > $afterParty OR (name = $afterParty AND manufacturerId > $afterManufacturer)))
RETURN owner AS owner, name AS party, manufacturerId AS manufacturerId, notices AS notices, oldest AS oldest, known AS known, addressed AS addressed
ORDER BY owner, party, manufacturerId
LIMIT $limit
