// ---
// id: declaration-withdrawn
// version: 1.0.0
// title: A pathway that was declared is declared no more, and devices are at its start
// maturity: live
// installs: decide
// subject: version
// identity: [entryId]
// addressee: manufacturer
// copy: [supplier]
// definition: The version is listed and the target of an edge that was walkable at an earlier full run; such an edge is no longer declared, and its start is in service. Ends when it is declared again or its start is out of service.
// basis: MP231 (firmware upgrade pathways) asks for the CPL Entry IDs of the previous versions, or "N/A". On a submission on or after the in-force date that is a duty; for entries listed before, it is asked for on a best-endeavours basis. That a declaration should not be taken back while devices depend on it is a conclusion of this rule, not a quotation.
// why: Suppliers may have planned, or begun, an upgrade along a pathway that its manufacturer no longer vouches for.
// fix: Declare the edge again, or tell the suppliers concerned why it was withdrawn and which pathway to take instead.
// timeout: 60s
// reasons:
//   withdrawn: {says: 'An edge that could be walked at an earlier run is no longer declared, and devices run the version at its start.', actor: manufacturer, fix: 'Cite the version at its start again, or tell the suppliers why not and which way to take.'}
// ---
CALL () {
  UNWIND CASE WHEN $models IS NULL THEN [1] ELSE [] END AS everything
  MATCH (p:Version)-[:WALKED_TO]->(v:Version)
  RETURN p, v
  UNION ALL
  UNWIND $models AS key
  MATCH (m:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)<-[:WALKED_TO]-(p:Version)
  USING INDEX m:DeviceModel(key)
  RETURN p, v
}
WITH p, v
WHERE v.listed AND NOT EXISTS { MATCH (p)-[e:UPGRADES_TO]->(v) WHERE e.until IS NULL }
CALL (p) {
  MATCH (p)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN collect(c) AS cohorts, sum(c.count) AS devices
}
WITH p, v, cohorts, devices
WHERE devices > 0
CALL (p) {
  MATCH (p)-[:WALKS_TO*1..]->(x:Version)
  WITH DISTINCT x
  RETURN collect(x) AS leads
}
CALL (p, v) {
  MATCH (p)-[e:UPGRADES_TO]->(v)
  RETURN max(e.until) AS until
}
WITH p, v, cohorts, devices, until, v IN leads AS otherWalk ORDER BY p.entryId
WITH v, collect({entryId: p.entryId, devices: devices, until: until, otherWalk: otherWalk}) AS starts, collect(cohorts) AS cohorts
MATCH (m:DeviceModel {key: v.modelKey})
CALL (cohorts) {
  UNWIND cohorts AS some
  UNWIND some AS c
  WITH DISTINCT c
  RETURN sum(c.count) AS devices, collect(DISTINCT c.supplier) AS suppliers
}
RETURN v.entryId AS entryId, v.entryId AS subject, false AS unknown, 'advice' AS duty, 'advisory' AS class, ['withdrawn'] AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, devices AS installs,
       {breaks: [s IN starts[0..50] | {reason: 'withdrawn', at: v.entryId, from: s.entryId, devices: s.devices, until: s.until, otherWalk: s.otherWalk}],
        breaksTotal: size(starts), suppliers: suppliers[0..50], firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn} AS evidence
ORDER BY subject
