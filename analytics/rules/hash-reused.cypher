// ---
// id: hash-reused
// version: 1.0.0
// title: One image hash stands for different firmware
// maturity: live
// subject: hash
// identity: [subject]
// addressee: manufacturer
// copy: [operator]
// definition: The hash is carried by a listed version, and its versions, any status, differ in firmware version. The same firmware on several models passes.
// basis: The list holds the hash of each manufacturer image. That one image cannot be two firmware versions is a conclusion of this rule.
// why: 'Devices check the hash of what they are given: with the wrong one an upgrade fails, or another image is taken for this one.'
// fix: Compute the hash of each image again, and submit the right one for the entry that is wrong.
// timeout: 60s
// reasons:
//   several-firmware: {says: 'Entries with this hash have different firmware versions.', actor: manufacturer, fix: 'Submit the right Manufacturer Image Hash for the entry that has another image.'}
// ---
// Within a scope: the hashes that versions of these models carry, and then all versions with one of them.
CALL () {
  UNWIND CASE WHEN $models IS NULL THEN [1] ELSE [] END AS everything
  MATCH (:DeviceModel)-[:HAS_VERSION]->(v:Version)
  WHERE v.imageHash IS NOT NULL
  RETURN v
  UNION ALL
  UNWIND $models AS key
  MATCH (m:DeviceModel {key: key})-[:HAS_VERSION]->(o:Version)
  USING INDEX m:DeviceModel(key)
  WHERE o.imageHash IS NOT NULL
  WITH DISTINCT o.imageHash AS hash
  MATCH (v:Version {imageHash: hash})
  RETURN v
}
WITH v.imageHash AS hash, collect(v) AS versions, count(DISTINCT v.firmwareVersion) AS firmware, count(CASE WHEN v.listed THEN 1 END) AS listed
WHERE firmware > 1 AND listed > 0
CALL (versions) {
  UNWIND versions AS v
  WITH v ORDER BY v.entryId
  RETURN collect({entryId: v.entryId, modelKey: v.modelKey, firmwareVersion: v.firmwareVersion, status: v.status}) AS carriers,
         collect(DISTINCT v.manufacturerId) AS makers, collect(DISTINCT v.modelKey) AS models
}
CALL (versions) {
  UNWIND versions AS v
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  WITH DISTINCT c
  RETURN sum(c.count) AS devices
}
RETURN hash AS subject, false AS unknown, 'advice' AS duty, 'advisory' AS class, ['several-firmware'] AS reasons,
       CASE WHEN size(makers) = 1 THEN makers[0] ELSE '' END AS manufacturerId, '' AS supplier, CASE WHEN size(models) = 1 THEN models[0] ELSE '' END AS modelKey, devices AS installs,
       {breaks: [c IN carriers[0..50] | {reason: 'several-firmware', at: c.entryId, modelKey: c.modelKey, firmwareVersion: c.firmwareVersion, status: c.status}],
        breaksTotal: size(carriers), firmwareVersions: firmware} AS evidence
ORDER BY subject
