// ---
// id: predecessor-unknown
// version: 1.0.0
// title: It names earlier firmware that is on no list
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed, its declaration is list, and a cited id is a placeholder that stands in no rejected row.
// basis: MP231 (firmware upgrade pathways) asks for the CPL Entry IDs of the previous versions, or "N/A". On a submission on or after the in-force date that is a duty; for entries listed before, it is asked for on a best-endeavours basis. That the cell must be the CPL Entry ID of an entry is a conclusion of this rule, not a quotation.
// why: A pathway that begins at an entry which nobody can find cannot be followed; often it is a typing mistake, and the right entry is one letter away.
// fix: Correct the cited CPL Entry ID, or submit the entry that it names. Words do not belong in this field.
// parameters: {inForceDate: rules.in-force-date}
// timeout: 60s
// reasons:
//   unknown-id: {says: 'It cites a CPL Entry ID that is on no list.', actor: manufacturer, fix: 'Correct the cited CPL Entry ID, or submit the entry that it names.'}
//   free-text: {says: 'It holds words where a CPL Entry ID is expected.', actor: manufacturer, fix: 'Replace the words by the CPL Entry IDs that they describe, or by N/A if there is no earlier firmware.'}
// unknowns:
//   row-rejected: 'All ids that it cites in vain stand in rows that were rejected; they may be right.'
// ---
CALL () {
  UNWIND CASE WHEN $models IS NULL THEN [1] ELSE [] END AS everything
  MATCH (p:Placeholder)-[e:UPGRADES_TO]->(v:Version)
  WHERE e.until IS NULL AND v.listed AND v.declaration = 'list'
  RETURN p, v
  UNION ALL
  UNWIND $models AS key
  MATCH (m:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
  USING INDEX m:DeviceModel(key)
  WHERE v.listed AND v.declaration = 'list'
  WITH v
  MATCH (v)<-[e:UPGRADES_TO]-(p:Placeholder)
  WHERE e.until IS NULL
  RETURN p, v
}
// Words rather than an id: several, and without a digit, or more than three.
WITH v, p.entryId AS id, EXISTS { (:RejectedRow {entryId: p.entryId}) } AS rejected,
     p.entryId CONTAINS ' ' AND (size(split(p.entryId, ' ')) > 3
       OR none(d IN ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] WHERE p.entryId CONTAINS d)) AS words
ORDER BY id
WITH v, collect(CASE WHEN NOT rejected THEN {id: id, reason: CASE WHEN words THEN 'free-text' ELSE 'unknown-id' END} END) AS cited,
     collect(CASE WHEN rejected THEN id END) AS rejected
MATCH (m:DeviceModel {key: v.modelKey})
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS onIt
}
CALL (v) {
  MATCH (v)<-[:WALKS_TO*1..]-(b:Version)
  WITH DISTINCT b
  MATCH (b)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  WITH DISTINCT c
  RETURN sum(c.count) AS led
}
CALL (cited) {
  UNWIND cited AS c
  WITH DISTINCT c.reason AS reason ORDER BY reason
  RETURN collect(reason) AS failing
}
WITH m, v, cited, rejected, failing, onIt, led, CASE WHEN v.addedOn IS NULL OR $inForceDate IS NULL THEN 'unknown' WHEN v.addedOn >= $inForceDate THEN 'breach' ELSE 'gap' END AS duty
RETURN v.entryId AS entryId, v.entryId AS subject, size(cited) = 0 AS unknown, duty AS duty, CASE duty WHEN 'breach' THEN 'enforced' ELSE 'advisory' END AS class,
       CASE WHEN size(cited) = 0 THEN ['row-rejected'] ELSE failing END AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, CASE WHEN onIt > 0 THEN onIt ELSE coalesce(m.inService, 0) - led END AS installs,
       {breaks: [c IN cited[0..50] | {reason: c.reason, at: v.entryId, from: c.id, duty: duty}], breaksTotal: size(cited), inRejectedRows: rejected[0..50],
        declarationText: v.declarationText, firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence
ORDER BY subject
