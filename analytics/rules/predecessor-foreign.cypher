// ---
// id: predecessor-foreign
// version: 1.0.0
// title: It names firmware of another device model as its earlier firmware
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed, its declaration is list, and a cited known version, of any status, is of another device model.
// basis: MP231 (firmware upgrade pathways) asks for the CPL Entry IDs of the previous versions, or "N/A". On a submission on or after the in-force date that is a duty; for entries listed before, it is asked for on a best-endeavours basis. That the cell must be of the same device model is a conclusion of this rule, not a quotation.
// why: 'Firmware of another model does not run on this device: the pathway that it seems to give is none.'
// fix: Cite versions of the same device model (device type, manufacturer and model identifier), or N/A if there is none.
// parameters: {inForceDate: rules.in-force-date}
// timeout: 60s
// reasons:
//   foreign: {says: 'It cites a version of another device model.', actor: manufacturer, fix: 'Cite a version of the same device model (device type, manufacturer and model identifier).'}
// unknowns:
//   placeholder-cited: 'It cites an id that is on no list, so nobody knows of which model that would be.'
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
WHERE v.listed AND v.declaration = 'list' AND size(v.predecessors) > COUNT { (v)<-[:WALKS_TO]-() }
MATCH (v)<-[e:UPGRADES_TO]-(p:CplEntry)
WHERE e.until IS NULL AND (p:Placeholder OR p.modelKey <> v.modelKey)
WITH m, v, p ORDER BY p.entryId
WITH m, v, collect(CASE WHEN p:Version THEN {entryId: p.entryId, modelKey: p.modelKey, status: p.status} END) AS foreign, collect(CASE WHEN p:Placeholder THEN p.entryId END) AS placeholders
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
WITH m, v, foreign, placeholders, onIt, led, CASE WHEN v.addedOn IS NULL OR $inForceDate IS NULL THEN 'unknown' WHEN v.addedOn >= $inForceDate THEN 'breach' ELSE 'gap' END AS duty
RETURN v.entryId AS entryId, v.entryId AS subject, size(foreign) = 0 AS unknown, duty AS duty, CASE duty WHEN 'breach' THEN 'enforced' ELSE 'advisory' END AS class,
       CASE WHEN size(foreign) = 0 THEN ['placeholder-cited'] ELSE ['foreign'] END AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, CASE WHEN onIt > 0 THEN onIt ELSE coalesce(m.inService, 0) - led END AS installs,
       {breaks: [f IN foreign[0..50] | {reason: 'foreign', at: v.entryId, from: f.entryId, modelKey: f.modelKey, duty: duty}], breaksTotal: size(foreign),
        placeholders: placeholders[0..50], declarationText: v.declarationText, firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence
ORDER BY subject
