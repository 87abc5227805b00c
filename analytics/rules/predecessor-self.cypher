// ---
// id: predecessor-self
// version: 1.0.0
// title: A version is given as its own earlier firmware
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed, its declaration is list, and the list holds its own id. Its other ids still count.
// basis: MP231 (firmware upgrade pathways) asks for the CPL Entry IDs of the previous versions, or "N/A". On a submission on or after the in-force date that is a duty; for entries listed before, it is asked for on a best-endeavours basis. That the cell must be another entry than the one it stands in is a conclusion of this rule, not a quotation.
// why: 'A version cannot be reached from itself: the statement says nothing, and most often the id of another version was meant.'
// fix: Replace its own CPL Entry ID by those of the versions that can be upgraded to it, or N/A if there is none.
// parameters: {inForceDate: rules.in-force-date}
// timeout: 60s
// reasons:
//   self: {says: 'It cites itself as its own predecessor.', actor: manufacturer, fix: 'Replace its own CPL Entry ID by those of the versions that can be upgraded to it, or N/A if there is none.'}
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
WHERE v.listed AND v.declaration = 'list' AND size(v.predecessors) > COUNT { (v)<-[:WALKS_TO]-() } AND v.entryId IN v.predecessors
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
WITH m, v, onIt, led, CASE WHEN v.addedOn IS NULL OR $inForceDate IS NULL THEN 'unknown' WHEN v.addedOn >= $inForceDate THEN 'breach' ELSE 'gap' END AS duty
RETURN v.entryId AS entryId, v.entryId AS subject, false AS unknown, duty AS duty, CASE duty WHEN 'breach' THEN 'enforced' ELSE 'advisory' END AS class, ['self'] AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, CASE WHEN onIt > 0 THEN onIt ELSE coalesce(m.inService, 0) - led END AS installs,
       {breaks: [{reason: 'self', at: v.entryId, from: v.entryId, duty: duty}], otherIds: size(v.predecessors) - 1,
        declarationText: v.declarationText, firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence
ORDER BY subject
