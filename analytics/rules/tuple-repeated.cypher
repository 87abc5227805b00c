// ---
// id: tuple-repeated
// version: 1.0.0
// title: Several listed entries for one device tuple
// maturity: live
// subject: tuple
// identity: [subject]
// addressee: operator
// definition: Two or more listed entries have the device tuple; reason two-hashes, same-hash, or hash-missing.
// basis: An entry is one firmware version of one device model. That a device tuple names one listed entry is a conclusion of this rule.
// why: 'An inventory reports the device tuple and nothing more: where two entries have it, nobody can tell which one a device runs.'
// fix: Find out with the manufacturer which entry is right, and take the other off the list.
// timeout: 60s
// reasons:
//   two-hashes: {says: 'Listed entries with this device tuple have different image hashes.', actor: operator, fix: 'Ask the manufacturer which image is right, and correct or remove the other entry.'}
//   same-hash: {says: 'Listed entries with this device tuple have the same image hash.', actor: operator, fix: 'Remove the entry that was made twice.'}
//   hash-missing: {says: 'Of the listed entries with this device tuple, one has no image hash.', actor: operator, fix: 'Ask the manufacturer for the hash that is missing, and then decide which entry stays.'}
// ---
CALL () {
  UNWIND CASE WHEN $models IS NULL THEN [1] ELSE [] END AS everything
  MATCH (m:DeviceModel)
  RETURN m
  UNION ALL
  UNWIND $models AS key
  MATCH (m:DeviceModel {key: key})
  RETURN m
}
MATCH (m)-[:HAS_VERSION]->(v:Version)
WHERE v.listed
WITH v.tupleKey AS tuple, m, collect(v) AS versions
WHERE size(versions) > 1
CALL (versions) {
  UNWIND versions AS v
  WITH v ORDER BY v.entryId
  RETURN collect({entryId: v.entryId, imageHash: v.imageHash, dateAdded: v.addedOn}) AS entries, count(DISTINCT v.imageHash) AS hashes, count(v.imageHash) AS hashed
}
CALL (versions) {
  UNWIND versions AS v
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  WITH DISTINCT c
  RETURN sum(c.count) AS devices
}
WITH m, tuple, versions, entries, devices, CASE WHEN hashes > 1 THEN 'two-hashes' WHEN hashed < size(versions) THEN 'hash-missing' ELSE 'same-hash' END AS reason
RETURN tuple AS subject, false AS unknown, 'advice' AS duty, 'advisory' AS class, [reason] AS reasons,
       m.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, devices AS installs,
       {breaks: [e IN entries[0..50] | {reason: reason, at: e.entryId, imageHash: e.imageHash, dateAdded: e.dateAdded}], breaksTotal: size(entries)} AS evidence
ORDER BY subject
