// ---
// id: pathway-cycle
// version: 1.0.0
// title: Versions name each other as earlier firmware, in a ring
// maturity: live
// subject: cycle
// identity: [subject]
// addressee: manufacturer
// definition: Declared edges between known versions of one model, whatever their status or restriction, form a strongly connected component of two or more, one member listed. Self-edges are left out; one finding a component.
// basis: MP231 (firmware upgrade pathways) asks for the CPL Entry IDs of the previous versions, or "N/A". On a submission on or after the in-force date that is a duty; for entries listed before, it is asked for on a best-endeavours basis. That the cell must be free of rings is a conclusion of this rule, not a quotation.
// why: 'In a ring every version comes before every other: the order in which to upgrade cannot be told, and if nothing outside leads in, no device can follow it.'
// fix: Find the declaration in the ring that is typed the wrong way round, and correct it; or add a predecessor from outside the ring.
// parameters: {inForceDate: rules.in-force-date}
// timeout: 120s
// reasons:
//   loop: {says: 'These versions cite each other in a ring.', actor: manufacturer, fix: 'Correct the declaration that is the wrong way round, or add, to one version of the ring, a predecessor outside it.'}
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
// Every ring has an edge that does not go forward by date and id, and from whose end its start is reached again.
CALL (m) {
  MATCH (m)-[:HAS_VERSION]->(b:Version)<-[:WALKS_TO|BARRED_TO]-(p:Version)
  WHERE (coalesce(p.addedOn, date('0001-01-01')) > coalesce(b.addedOn, date('0001-01-01'))
     OR (coalesce(p.addedOn, date('0001-01-01')) = coalesce(b.addedOn, date('0001-01-01')) AND p.entryId > b.entryId))
  WITH b, collect(p) AS starts
  CALL (b) {
    MATCH (b)-[:WALKS_TO|BARRED_TO*0..]->(a:Version)
    WITH DISTINCT a
    RETURN collect(a) AS ahead
  }
  WITH b, ahead
  WHERE any(p IN starts WHERE p IN ahead)
  CALL (b) {
    MATCH (b)<-[:WALKS_TO|BARRED_TO*0..]-(a:Version)
    WITH DISTINCT a
    RETURN collect(a) AS behind
  }
  UNWIND [a IN ahead WHERE a IN behind] AS member
  WITH b, member ORDER BY member.entryId
  WITH b, collect(member) AS members
  WITH DISTINCT members
  WHERE any(x IN members WHERE x.listed)
  RETURN members
}
CALL (members) {
  UNWIND members AS x
  MATCH (x)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  WITH DISTINCT c
  RETURN sum(c.count) AS onIt
}
WITH m, members, onIt, [x IN members WHERE x.listed] AS listed, [x IN members | x.entryId] AS ids
WITH m, members, onIt, listed, ids,
     CASE WHEN $inForceDate IS NULL THEN 'unknown'
          WHEN any(x IN listed WHERE x.addedOn >= $inForceDate) THEN 'breach'
          WHEN any(x IN listed WHERE x.addedOn IS NULL) THEN 'unknown'
          ELSE 'gap' END AS duty
RETURN reduce(text = '', id IN ids | text + CASE text WHEN '' THEN '' ELSE '|' END + replace(replace(id, '\\', '\\\\'), '|', '\\|')) AS subject,
       false AS unknown, duty AS duty, CASE duty WHEN 'breach' THEN 'enforced' ELSE 'advisory' END AS class, ['loop'] AS reasons,
       m.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey,
       CASE WHEN onIt > 0 THEN onIt ELSE coalesce(m.inService, 0) END AS installs, size(listed) AS covers,
       {breaks: [{reason: 'loop', at: ids[0], members: ids[0..50], duty: duty}], members: size(ids), listedMembers: size(listed), devicesOnIt: onIt} AS evidence
ORDER BY subject
