// No rows. Versions that a complete list no longer mentions: kept, but not listed. A later row brings them back.
MATCH (i:Import {id: $importId})
UNWIND $ids AS id
MATCH (v:CplEntry {entryId: id})
SET v.listed = false, v.retiredOn = $effectiveOn, v.effectiveOn = $effectiveOn
CREATE (v)-[:STATED]->(:Statement {importId: $importId, effectiveOn: $effectiveOn, recordedAt: datetime.transaction(),
  retired: true, listed: false})-[:FROM]->(i)
CREATE (:Notice {id: randomUUID(), told: false, at: datetime.realtime(), kind: 'entry-retired', owner: 'manufacturer', subject: v.entryId, subjectKind: 'version',
  manufacturerId: v.manufacturerId, supplier: '', modelKey: v.modelKey, until: $effectiveOn})
MERGE (u:Underived {key: v.modelKey})
SET u.matched = null
