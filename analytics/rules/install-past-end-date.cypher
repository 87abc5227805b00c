// ---
// id: install-past-end-date
// version: 1.0.0
// title: Devices run firmware whose technical specification is no longer maintained
// maturity: live
// installs: decide
// subject: cohort
// identity: [supplier, deviceType, manufacturerId, modelId, firmwareVersion]
// addressee: supplier
// definition: The cohort's current count is above 0 and it has a matched version; the SMETS/CHTS and GBCS pair of every matched version is past its end date in the applicability table. Examined once a table is loaded; a pair is past its end date from the day after it, and a blank end date is open.
// basis: The applicability table, as it was imported, holds the Maintenance End Date of each SMETS or CHTS version with its GBCS version. What follows for devices in service is for the supplier to judge.
// why: A specification that is past its end date is no longer maintained, so what is found wrong with it is not mended for these devices.
// fix: Plan an upgrade to a version that the evidence names as the way out; where it names none, ask the manufacturer for a pathway to a version that is still maintained.
// parameters: {today: run.today}
// timeout: 120s
// reasons:
//   past-end-date: {says: 'The SMETS or CHTS version and the GBCS version of every entry that these devices may run are past their maintenance end date.', actor: supplier, fix: 'Plan an upgrade to a version that the evidence names as the way out. Where it names none, ask the manufacturer to declare a pathway to a version that is still maintained.'}
// unknowns:
//   version-blank: 'The entry of this firmware does not say its SMETS or CHTS version, or its GBCS version.'
//   pair-not-in-table: 'The applicability table has no readable row for the SMETS or CHTS version and GBCS version of this firmware.'
// ---
MATCH (t:ReferenceTable {kind: 'applicability'})
CALL (t) {
  UNWIND CASE WHEN $models IS NULL THEN [1] ELSE [] END AS everything
  MATCH (m:DeviceModel)
  RETURN m
  UNION ALL
  UNWIND $models AS key
  MATCH (m:DeviceModel {key: key})
  RETURN m
}
WITH t, m
WHERE m.inService > 0
// What the table says of each version in service, whatever its status.
CALL (t, m) {
  MATCH (m)-[:HAS_VERSION]->(v:Version)
  WHERE EXISTS { MATCH (v)<-[:RUNS]-(c:Cohort) WHERE c.count > 0 }
  OPTIONAL MATCH (a:ReferenceRow {key: t.importId + '\n' + v.smetsVersion + '\n' + v.gbcsVersion})
  RETURN v, a.endsOn AS endsOn,
         CASE WHEN v.smetsVersion IS NULL OR v.gbcsVersion IS NULL THEN 'version-blank'
              WHEN a.line IS NULL OR coalesce(a.rejected, false) THEN 'pair-not-in-table'
              WHEN a.endsOn < $today THEN 'past-end-date'
              ELSE 'passes' END AS verdict
}
// The way out: versions ahead whose pair is still maintained.
CALL (t, v, verdict) {
  WITH v WHERE verdict = 'past-end-date'
  MATCH (v)-[:WALKS_TO*1..]->(x:Version)
  WITH DISTINCT x
  MATCH (a:ReferenceRow {key: t.importId + '\n' + x.smetsVersion + '\n' + x.gbcsVersion})
  WHERE a.line IS NOT NULL AND a.rejected IS NULL AND coalesce(a.endsOn >= $today, true)
  WITH x, a ORDER BY x.addedOn, x.entryId
  RETURN collect({entryId: x.entryId, firmwareVersion: x.firmwareVersion, smetsVersion: x.smetsVersion, gbcsVersion: x.gbcsVersion, maintainedUntil: a.endsOn}) AS ahead
}
MATCH (v)<-[:RUNS]-(c:Cohort)
WHERE c.count > 0
WITH c, v, endsOn, verdict, ahead ORDER BY v.entryId
WITH c, collect({v: v, endsOn: endsOn, verdict: verdict, ahead: ahead}) AS matched
WITH c, matched, [x IN matched | x.verdict] AS verdicts
WITH c, matched, verdicts, all(x IN verdicts WHERE x = 'past-end-date') AS fails, [u IN ['pair-not-in-table', 'version-blank'] WHERE u IN verdicts] AS unknowns
WHERE fails OR (NOT 'passes' IN verdicts AND size(unknowns) > 0)
CALL (matched) {
  UNWIND matched AS x
  UNWIND x.ahead AS way
  WITH DISTINCT way
  RETURN collect(way) AS wayOut
}
RETURN c.supplier AS supplier, c.deviceType AS deviceType, c.manufacturerId AS manufacturerId, c.modelId AS modelId, c.firmwareVersion AS firmwareVersion,
       c.key AS subject, NOT fails AS unknown, 'advice' AS duty, 'advisory' AS class, CASE WHEN fails THEN ['past-end-date'] ELSE unknowns END AS reasons,
       c.modelKey AS modelKey, c.count AS installs,
       {breaks: [x IN matched[0..50] | {reason: x.verdict, at: x.v.entryId, smetsVersion: x.v.smetsVersion, gbcsVersion: x.v.gbcsVersion, endedOn: x.endsOn, status: x.v.status}],
        breaksTotal: size(matched), wayOut: wayOut[0..50], wayOutTotal: size(wayOut), asOf: c.asOf, carried: c.carried, gained: c.gained} AS evidence
ORDER BY subject
