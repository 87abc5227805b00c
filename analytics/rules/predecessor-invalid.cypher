// ---
// id: predecessor-invalid
// version: 1.0.0
// title: The statement of earlier firmware cannot be read
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed and its declaration is invalid. It gives no edges, and is never undeclared as well.
// basis: MP231 (firmware upgrade pathways) asks for the CPL Entry IDs of the previous versions, or "N/A". On a submission on or after the in-force date that is a duty; for entries listed before, it is asked for on a best-endeavours basis. That the cell must be one or the other is a conclusion of this rule, not a quotation.
// why: A cell that says N/A and names earlier versions, or that holds separators alone, tells nobody from which firmware this version can be reached.
// fix: In "Previous Firmware CPL Entry IDs" of this entry, give either CPL Entry IDs, separated by commas, or N/A; not both.
// parameters: {inForceDate: rules.in-force-date}
// timeout: 60s
// reasons:
//   unreadable: {says: 'The field "Previous Firmware CPL Entry IDs" holds N/A next to a CPL Entry ID, or separators alone.', actor: manufacturer, fix: 'Type either the CPL Entry IDs of the versions that can be upgraded straight to this one, or N/A if there is none.'}
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
WHERE v.listed AND v.declaration = 'invalid'
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS onIt
}
WITH m, v, onIt, coalesce(m.inService, 0) AS inService,
     CASE WHEN v.addedOn IS NULL OR $inForceDate IS NULL THEN 'unknown' WHEN v.addedOn >= $inForceDate THEN 'breach' ELSE 'gap' END AS duty
RETURN v.entryId AS entryId, v.entryId AS subject, false AS unknown, duty AS duty, CASE duty WHEN 'breach' THEN 'enforced' ELSE 'advisory' END AS class, ['unreadable'] AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, CASE WHEN onIt > 0 THEN onIt ELSE inService END AS installs,
       {breaks: [{reason: 'unreadable', at: v.entryId, duty: duty}], declarationText: v.declarationText, inForceDate: $inForceDate,
        firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt, devicesOfModel: inService} AS evidence
ORDER BY subject
