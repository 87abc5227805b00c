// ---
// id: predecessor-later
// version: 1.0.0
// title: It names firmware that was listed after it
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed, its declaration is list, and it is earlier than a version that it cites. Placeholders are left out.
// basis: The order of Date Added is no rule of the SEC; this is a hint, and normal after a back-port.
// why: An earlier version that can be reached from a later one is either a back-port or a declaration typed the wrong way round.
// fix: Check that the cited version really is the one from which this one is reached. After a back-port nothing need be done.
// timeout: 60s
// reasons:
//   later: {says: 'It cites a version whose Date Added is after its own.', actor: manufacturer, fix: 'Check which of the two is reached from the other; after a back-port nothing need be done.'}
// unknowns:
//   date-missing: 'No cited version is provably later, and a Date Added is missing.'
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
MATCH (m)-[:HAS_VERSION]->(v:Version)<-[e:UPGRADES_TO]-(p:Version)
WHERE v.listed AND v.declaration = 'list' AND e.until IS NULL AND p <> v
  AND (v.addedOn IS NULL OR p.addedOn IS NULL OR v.addedOn < p.addedOn)
WITH m, v, p ORDER BY p.entryId
WITH m, v, collect(CASE WHEN v.addedOn < p.addedOn THEN {entryId: p.entryId, dateAdded: p.addedOn} END) AS later, count(p) AS compared
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
RETURN v.entryId AS entryId, v.entryId AS subject, size(later) = 0 AS unknown, 'advice' AS duty, 'advisory' AS class,
       CASE WHEN size(later) = 0 THEN ['date-missing'] ELSE ['later'] END AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, CASE WHEN onIt > 0 THEN onIt ELSE coalesce(m.inService, 0) - led END AS installs,
       {breaks: [x IN later[0..50] | {reason: 'later', at: v.entryId, from: x.entryId, dateAdded: x.dateAdded}], breaksTotal: size(later),
        undated: compared - size(later), firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence
ORDER BY subject
