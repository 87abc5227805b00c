// One row an entry: whether a list has it, and the party to be asked about it, under its lock until the commit: the one named or, where none is, the one that represents its manufacturer.
UNWIND $rows AS row
OPTIONAL MATCH (v:CplEntry {entryId: row.entryId}) WHERE v:Version
OPTIONAL MATCH (:ManufacturerIdentifier {manufacturerId: v.manufacturerId})<-[:REPRESENTS]-(maker:Party)
WITH row, v, CASE WHEN row.party = '' THEN maker.partyId ELSE row.party END AS name
OPTIONAL MATCH (p:Party {partyId: name})
FOREACH (found IN CASE WHEN p IS NULL THEN [] ELSE [p] END | SET found.askedAt = datetime.realtime())
RETURN row.entryId AS entryId, row.party AS named, v IS NOT NULL AS known, coalesce(v.manufacturerId, '') AS manufacturerId, coalesce(p.partyId, '') AS party
