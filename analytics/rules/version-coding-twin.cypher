// ---
// id: version-coding-twin
// version: 1.0.0
// title: The same firmware version may be listed in two codings
// maturity: live
// subject: version
// identity: [entryId]
// addressee: operator
// definition: 'Writing each octet of the firmware version as two decimal digits gives another version, any status, of the model (0002012F gives 00020147: the first is the subject). An octet above 99 has no twin.'
// basis: Submitters write firmware versions as hexadecimal or as binary-coded decimal; the advice to use one coding throughout is public. That two such entries are one firmware is a suspicion, not a fact.
// why: If both entries mean the same firmware, devices that run it match one or the other by chance, and pathways split in two.
// fix: Ask the manufacturer whether both entries are one firmware; if so, keep the one that devices report.
// timeout: 60s
// reasons:
//   decimal-twin: {says: 'Another entry of the model has this firmware version with its octets written as decimals.', actor: operator, fix: 'Ask the manufacturer whether both are one firmware, and keep the one that devices report.'}
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
WHERE v.listed AND v.twinTupleKey IS NOT NULL
MATCH (t:Version {tupleKey: v.twinTupleKey})
WITH m, v, t ORDER BY t.entryId
WITH m, v, collect({entryId: t.entryId, firmwareVersion: t.firmwareVersion, status: t.status}) AS twins
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS onIt
}
RETURN v.entryId AS entryId, v.entryId AS subject, false AS unknown, 'advice' AS duty, 'advisory' AS class, ['decimal-twin'] AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, onIt AS installs,
       {breaks: [t IN twins[0..50] | {reason: 'decimal-twin', at: t.entryId, firmwareVersion: t.firmwareVersion, status: t.status}], breaksTotal: size(twins),
        firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence
ORDER BY subject
