// ---
// id: row-rejected
// version: 1.0.0
// title: The latest row of an entry could not be read
// maturity: live
// subject: entry
// identity: [entryId]
// addressee: operator
// definition: The entry's latest cpl row was rejected, and no later row of that Entry ID was accepted. A row without an Entry ID is in its import's report alone.
// basis: 'A conclusion from the imports: what the file says of this entry is not in the graph.'
// why: Every rule that meets this entry works with what was said before, or with nothing.
// fix: Mend the cells that the evidence names, and import the row again.
// timeout: 60s
// reasons:
//   rejected: {says: 'The latest row of this CPL Entry ID has a fault and was not loaded.', actor: operator, fix: 'Mend the cells that are at fault, and import the row again.'}
// ---
CALL () {
  UNWIND CASE WHEN $entries IS NULL THEN [1] ELSE [] END AS everything
  MATCH (r:RejectedRow)
  RETURN r
  UNION ALL
  UNWIND $entries AS id
  MATCH (r:RejectedRow {entryId: id})
  RETURN r
}
OPTIONAL MATCH (v:CplEntry {entryId: r.entryId})
WITH r, v
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS onIt
}
RETURN r.entryId AS entryId, r.entryId AS subject, false AS unknown, 'advice' AS duty, 'advisory' AS class, ['rejected'] AS reasons,
       coalesce(v.manufacturerId, '') AS manufacturerId, '' AS supplier, coalesce(v.modelKey, '') AS modelKey, onIt AS installs,
       {breaks: [{reason: 'rejected', at: r.entryId}], codes: split(r.codes, ','), line: r.line, importId: r.importId, tuple: r.tupleKey,
        known: coalesce(v:Version, false), cited: v IS NOT NULL} AS evidence
ORDER BY subject
