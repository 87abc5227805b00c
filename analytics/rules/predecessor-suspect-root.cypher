// ---
// id: predecessor-suspect-root
// version: 1.0.0
// title: N/A although the model had firmware before
// maturity: live
// installs: reasons
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed, its declaration is none, and an earlier version of the model, any status, exists (reasons in-service, listed-before, or both). The N/A stands and it remains an entry point.
// basis: MP231 (firmware upgrade pathways) asks for "N/A" where there is no previous version. Whether an earlier entry can be upgraded to this one only its manufacturer knows, so this is a question and no breach.
// why: If devices on the earlier firmware can be upgraded to this version, N/A hides the pathway; if they cannot, those devices have no way to it.
// fix: If the earlier versions can be upgraded straight to this one, cite their CPL Entry IDs. If not, confirm the N/A.
// timeout: 60s
// reasons:
//   in-service: {says: 'An earlier version of the model, by Date Added, is running in devices.', actor: manufacturer, fix: 'Cite the earlier version if its devices can be upgraded to this one; if not, confirm the N/A.'}
//   listed-before: {says: 'An earlier version of the model, by Date Added, was listed, and no device is known to run it.', actor: manufacturer, fix: 'Cite the earlier version if it can be upgraded to this one; if not, confirm the N/A.'}
// unknowns:
//   date-missing: 'No version of the model is provably earlier, and a Date Added is missing.'
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
WHERE v.listed AND v.declaration = 'none'
CALL (m, v) {
  MATCH (m)-[:HAS_VERSION]->(o:Version)
  WHERE o <> v AND (v.addedOn IS NULL OR o.addedOn IS NULL OR o.addedOn < v.addedOn)
  CALL (o) {
    MATCH (o)<-[:RUNS]-(c:Cohort)
    WHERE c.count > 0
    RETURN sum(c.count) AS devices
  }
  WITH o, devices ORDER BY o.addedOn, o.entryId
  RETURN collect(CASE WHEN o.addedOn < v.addedOn THEN {entryId: o.entryId, dateAdded: o.addedOn, status: o.status, devices: devices} END) AS earlier, count(o) AS compared
}
WITH m, v, earlier, compared
WHERE compared > 0
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS onIt
}
WITH m, v, onIt, earlier, compared, coalesce(m.inService, 0) AS inService,
     CASE WHEN size(earlier) = 0 THEN ['date-missing']
          ELSE [r IN ['in-service', 'listed-before'] WHERE any(x IN earlier WHERE (x.devices > 0) = (r = 'in-service'))] END AS reasons
RETURN v.entryId AS entryId, v.entryId AS subject, size(earlier) = 0 AS unknown, 'advice' AS duty, 'advisory' AS class, reasons AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, CASE WHEN onIt > 0 THEN onIt ELSE inService END AS installs,
       {breaks: [x IN earlier[0..50] | {reason: CASE WHEN x.devices > 0 THEN 'in-service' ELSE 'listed-before' END, at: x.entryId, dateAdded: x.dateAdded, status: x.status, devices: x.devices}],
        breaksTotal: size(earlier), undated: compared - size(earlier), declarationText: v.declarationText, firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence
ORDER BY subject
