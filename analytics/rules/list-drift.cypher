// ---
// id: list-drift
// version: 1.0.0
// title: The DCC's copy of the list says something else than the list
// maturity: live
// subject: entry
// identity: [entryId]
// addressee: dcc
// definition: The Entry ID is absent from one side and listed on the other, or different in device tuple, image hash or being listed. Examined are the Entry IDs on either side, once the DCC's copy is loaded; the hash is compared if the copy has that column.
// basis: The SEC publishes the list, and the DCC works from a copy of it. That the two must say the same is a conclusion of this rule, not a quotation.
// why: The DCC acts by its copy, so a firmware version may be accepted that is not on the list, or refused although it is.
// fix: Bring the copy in line with the list, entry by entry, and import it again. Where the list is wrong, have the entry on the list corrected.
// timeout: 120s
// reasons:
//   not-in-copy: {says: 'The list has this entry as listed, and the DCC''s copy does not have it.', actor: dcc, fix: 'Add the entry to the copy as the list has it.'}
//   not-on-list: {says: 'The DCC''s copy has this entry as listed, and the list does not have it.', actor: dcc, fix: 'Take the entry out of the copy; or, if it should be on the list, ask the operator of the list for it.'}
//   tuple-differs: {says: 'Device type, manufacturer, model or firmware version differ between the list and the DCC''s copy.', actor: dcc, fix: 'Correct the cells that the evidence shows, so that the copy says what the list says.'}
//   hash-differs: {says: 'The manufacturer image hash differs between the list and the DCC''s copy.', actor: dcc, fix: 'Compare both with the manufacturer''s image, and correct the one that is wrong.'}
//   listing-differs: {says: 'The entry is listed on one side and not on the other.', actor: dcc, fix: 'Give the entry in the copy the status that it has on the list.'}
// unknowns:
//   list-row-rejected: 'The latest row of this entry on the list could not be read.'
//   copy-row-rejected: 'The row of this entry in the DCC''s copy could not be read.'
// ---
MATCH (t:ReferenceTable {kind: 'dcc'})
// Each side looks the other up by its key; an entry that is on both is met once.
CALL (t) {
  UNWIND CASE WHEN $entries IS NULL THEN [1] ELSE [] END AS everything
  MATCH (:DeviceModel)-[:HAS_VERSION]->(v:Version)
  OPTIONAL MATCH (d:ReferenceRow {key: t.importId + '\n' + v.entryId})
  RETURN v.entryId AS entryId, v, d
  UNION ALL
  UNWIND CASE WHEN $entries IS NULL THEN [1] ELSE [] END AS everything
  MATCH (d:ReferenceRow {importId: t.importId})
  WHERE NOT EXISTS { MATCH (known:CplEntry {entryId: d.entryId}) WHERE known:Version }
  RETURN d.entryId AS entryId, null AS v, d
  UNION ALL
  UNWIND $entries AS entryId
  OPTIONAL MATCH (v:CplEntry {entryId: entryId}) WHERE v:Version
  OPTIONAL MATCH (d:ReferenceRow {key: t.importId + '\n' + entryId})
  RETURN entryId, v, d
}
WITH t, entryId, v, d
WHERE v IS NOT NULL OR d IS NOT NULL
WITH t, entryId, v, d,
     CASE WHEN v IS NULL THEN CASE WHEN d.listed THEN ['not-on-list'] ELSE [] END
          WHEN d IS NULL THEN CASE WHEN v.listed THEN ['not-in-copy'] ELSE [] END
          ELSE CASE WHEN v.tupleKey <> d.tupleKey THEN ['tuple-differs'] ELSE [] END
             + CASE WHEN 'Manufacturer Image Hash' IN t.columns AND coalesce(v.imageHash, '') <> coalesce(d.imageHash, '') THEN ['hash-differs'] ELSE [] END
             + CASE WHEN v.listed <> d.listed THEN ['listing-differs'] ELSE [] END END AS reasons,
     CASE WHEN EXISTS { (:RejectedRow {entryId: entryId}) } THEN ['list-row-rejected'] ELSE [] END
       + CASE WHEN d.rejected THEN ['copy-row-rejected'] ELSE [] END AS unknowns
WHERE size(reasons) + size(unknowns) > 0
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS onIt
}
RETURN entryId AS entryId, entryId AS subject, size(unknowns) > 0 AS unknown, 'advice' AS duty, 'advisory' AS class,
       CASE WHEN size(unknowns) > 0 THEN unknowns ELSE reasons END AS reasons,
       coalesce(v.manufacturerId, d.manufacturerId, '') AS manufacturerId, '' AS supplier, coalesce(v.modelKey, d.modelKey, '') AS modelKey, onIt AS installs,
       {breaks: [r IN reasons | {reason: r, at: entryId}],
        list: CASE WHEN v IS NULL THEN null ELSE {tuple: v.tupleKey, imageHash: v.imageHash, status: v.status, listed: v.listed} END,
        copy: CASE WHEN d IS NULL THEN null ELSE {tuple: d.tupleKey, imageHash: d.imageHash, status: d.status, listed: d.listed, line: d.line} END,
        copyImport: t.importId, copyLoadedAt: t.loadedAt, devicesOnIt: onIt} AS evidence
ORDER BY subject
