// ---
// id: predecessor-undeclared
// version: 1.0.0
// title: The manufacturer has not said which firmware this version can be upgraded from
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed and its declaration is not-stated.
// basis: MP231 (firmware upgrade pathways), as it was consulted on, has the manufacturer state with a submission the CPL Entry IDs of the previous versions, or "N/A"; for entries already listed it asks for them on a best-endeavours basis. Its final text is not public, so from when a missing statement counts as a breach is a setting, the in-force date.
// why: Without it nobody can tell from the list whether a device may be upgraded to this version, or must stop at another one first.
// fix: In "Previous Firmware CPL Entry IDs" of this entry, give the CPL Entry ID of every version that can be upgraded straight to it, or N/A if there is no earlier firmware.
// parameters: {inForceDate: rules.in-force-date}
// timeout: 60s
// reasons:
//   blank: {says: 'The field "Previous Firmware CPL Entry IDs" is blank.', actor: manufacturer, fix: 'Type the CPL Entry IDs of the versions that can be upgraded straight to this one, separated by commas, or N/A if there is none.'}
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
WHERE v.listed AND v.declaration = 'not-stated'
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS onIt
}
WITH m, v, coalesce(m.inService, 0) AS inService, onIt,
     CASE WHEN v.addedOn IS NULL OR $inForceDate IS NULL THEN 'unknown'
          WHEN v.addedOn >= $inForceDate THEN 'breach'
          ELSE 'gap' END AS duty
RETURN v.entryId AS entryId, v.entryId AS subject, false AS unknown, duty AS duty,
       CASE duty WHEN 'breach' THEN 'enforced' ELSE 'advisory' END AS class,
       ['blank'] AS reasons, v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey,
       CASE WHEN onIt > 0 THEN onIt ELSE inService END AS installs,
       {breaks: [{reason: 'blank', at: v.entryId, duty: duty}], dateAdded: v.addedOn, inForceDate: $inForceDate,
        firmwareVersion: v.firmwareVersion, status: v.status, devicesOnIt: onIt, devicesOfModel: inService} AS evidence
ORDER BY subject
