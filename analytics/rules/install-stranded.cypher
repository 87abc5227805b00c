// ---
// id: install-stranded
// version: 1.0.0
// title: Devices that no declared pathway brings to the newest firmware
// maturity: live
// installs: decide
// subject: cohort
// identity: [supplier, deviceType, manufacturerId, modelId, firmwareVersion]
// addressee: supplier
// copy: [manufacturer]
// definition: The cohort's current count is above 0, it has a matched version (the listed ones, else all) that version-dead-end examines, and every matched version is a dead end.
// basis: A consequence of version-dead-end, told to the supplier whose devices they are.
// why: These devices cannot be brought to the newest firmware of their model by any pathway that their manufacturer has declared.
// fix: Ask the manufacturer for the missing declaration; until it is there, do not plan an upgrade that no pathway allows.
// timeout: 120s
// reasons:
//   stranded: {says: 'Every version that these devices may run is a dead end.', actor: manufacturer, fix: 'Declare a pathway from this version to the newest; see version-dead-end for the broken links.'}
// unknowns:
//   newest-unknown: 'Which version of the model is newest is unknown.'
//   own-date-missing: 'The Date Added of the version that these devices run is missing.'
//   rests-on-undeclared: 'A missing declaration may hide the way to the newest version.'
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
WITH m
WHERE m.inService > 0
CALL (m) {
  MATCH (m)-[:HAS_VERSION]->(l:Version)
  WHERE l.listed
  RETURN collect(l) AS listed, max(l.addedOn) AS newestOn
}
WITH m, listed, newestOn, [l IN listed WHERE l.addedOn = newestOn] AS newest
WHERE size(listed) > 0
CALL (newest) {
  UNWIND newest AS n
  MATCH (n)<-[:WALKS_TO*1..]-(b:Version)
  WITH DISTINCT b
  RETURN collect(b) AS behind
}
// An undated listed version that leads to none of the newest makes the newest unknown.
WITH m, newestOn, newest, behind, any(l IN listed WHERE l.addedOn IS NULL AND NOT l IN behind) AS newestUnknown,
     any(l IN listed WHERE l.declaration IN ['not-stated', 'invalid'] AND (l IN newest OR l IN behind)) AS rests
CALL (m) {
  MATCH (m)-[:HAS_VERSION]->(v:Version)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  WITH c, v ORDER BY v.entryId
  RETURN c, collect(v) AS matched
}
WITH m, newestOn, newest, behind, newestUnknown, rests, c, CASE WHEN any(v IN matched WHERE v.listed) THEN [v IN matched WHERE v.listed] ELSE matched END AS matched
WITH m, newestOn, newest, c, matched, [v IN matched |
     CASE WHEN newestUnknown THEN 'newest-unknown'
          WHEN v IN newest THEN 'passes'
          WHEN v.addedOn >= newestOn THEN 'not examined'
          WHEN v IN behind THEN 'passes'
          WHEN v.addedOn IS NULL THEN 'own-date-missing'
          WHEN rests THEN 'rests-on-undeclared'
          ELSE 'no-way-on' END] AS verdicts
WITH m, newestOn, newest, c, matched, verdicts, [u IN ['newest-unknown', 'own-date-missing', 'rests-on-undeclared'] WHERE u IN verdicts] AS unknowns,
     all(x IN verdicts WHERE x = 'no-way-on') AS fails
WHERE fails OR (NOT 'passes' IN verdicts AND size(unknowns) > 0)
RETURN c.supplier AS supplier, c.deviceType AS deviceType, c.manufacturerId AS manufacturerId, c.modelId AS modelId, c.firmwareVersion AS firmwareVersion,
       c.key AS subject, NOT fails AS unknown, 'advice' AS duty, 'advisory' AS class, CASE WHEN fails THEN ['stranded'] ELSE unknowns END AS reasons,
       c.modelKey AS modelKey, c.count AS installs,
       {breaks: [v IN matched[0..50] | {reason: 'stranded', at: v.entryId, status: v.status}], breaksTotal: size(matched), newest: [n IN newest[0..50] | n.entryId],
        newestOn: newestOn, asOf: c.asOf, carried: c.carried, gained: c.gained} AS evidence,
       CASE WHEN fails THEN [v IN matched | {reason: 'stranded', at: v.entryId}] ELSE [] END AS links
ORDER BY subject
