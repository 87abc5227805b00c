// ---
// id: install-orphaned
// version: 1.0.0
// title: Devices run firmware that is not on the list
// maturity: live
// installs: decide
// subject: cohort
// identity: [supplier, deviceType, manufacturerId, modelId, firmwareVersion]
// addressee: supplier
// definition: The cohort's current count is above 0, and its device tuple matches no version (unlisted), or only versions that are not listed (delisted).
// basis: The Central Products List is the SEC's list of device models and firmware that may be used (SEC Section F and Appendix Z hold the requirements).
// why: No upgrade pathway can be relied on for a device whose firmware is not on the list, and what it runs is not what was assured.
// fix: Check the firmware version in the return. If it is right, plan an upgrade to a listed version; if the version should be listed, ask its manufacturer.
// parameters: {today: run.today}
// timeout: 60s
// reasons:
//   unlisted: {says: 'No entry on the list, of any status, has this device type, manufacturer, model and firmware version.', actor: supplier, fix: 'Check the firmware version in the return (for example hexadecimal written as decimal). If it is right, ask the manufacturer for the entry.'}
//   delisted: {says: 'The only entries with this device type, manufacturer, model and firmware version are no longer listed.', actor: supplier, fix: 'Plan an upgrade of these devices to a listed version.'}
// unknowns:
//   firmware-blank: 'The firmware version is blank, so it matches nothing and decides nothing.'
//   row-rejected: 'A row of the list with this device tuple, or that of its hub pair, was rejected.'
// ---
// Within a scope cohorts are met by their model's key: no version may have ever made a node of it.
CALL () {
  UNWIND CASE WHEN $models IS NULL THEN [1] ELSE [] END AS everything
  MATCH (c:Cohort)
  RETURN c
  UNION ALL
  UNWIND $models AS key
  MATCH (c:Cohort {modelKey: key})
  RETURN c
}
WITH c
WHERE c.count > 0 AND NOT EXISTS { MATCH (c)-[:RUNS]->(v:Version) WHERE v.listed }
CALL (c) {
  MATCH (c)-[:RUNS]->(v:Version)
  WITH v ORDER BY v.entryId
  RETURN collect({entryId: v.entryId, status: v.status, dateRemoved: coalesce(v.removedOn, v.retiredOn), modelKey: v.modelKey}) AS matched
}
// The same firmware in the other coding, of the model: a hint, and no match.
CALL (c) {
  CALL (c) {
    MATCH (t:Version {tupleKey: c.twinTupleKey})
    RETURN t
    UNION
    MATCH (t:Version {twinTupleKey: c.tupleKey})
    RETURN t
  }
  WITH t ORDER BY t.entryId
  RETURN collect(t.entryId) AS twins
}
WITH c, matched, twins, CASE WHEN size(matched) = 0 THEN 'unlisted' ELSE 'delisted' END AS reason,
     CASE WHEN c.firmwareVersion = '' THEN ['firmware-blank']
          WHEN EXISTS { (:RejectedRow {tupleKey: c.tupleKey}) } OR EXISTS { (:RejectedRow {tupleKey: c.pairTupleKey}) } THEN ['row-rejected']
          ELSE [] END AS unknowns
RETURN c.supplier AS supplier, c.deviceType AS deviceType, c.manufacturerId AS manufacturerId, c.modelId AS modelId, c.firmwareVersion AS firmwareVersion,
       c.key AS subject, size(unknowns) > 0 AS unknown, 'advice' AS duty, 'enforced' AS class,
       CASE WHEN size(unknowns) > 0 THEN unknowns ELSE [reason] END AS reasons, c.modelKey AS modelKey, c.count AS installs,
       {breaks: [{reason: reason, at: c.tupleKey}], asOf: c.asOf, ageDays: duration.inDays(c.asOf, $today).days, carried: c.carried, gained: c.gained, codingTwins: twins,
        matched: [v IN matched | {entryId: v.entryId, status: v.status, dateRemoved: v.dateRemoved, ofHubPair: v.modelKey <> c.modelKey,
                                  countedAfterRemoval: c.asOf > v.dateRemoved}]} AS evidence
ORDER BY subject
