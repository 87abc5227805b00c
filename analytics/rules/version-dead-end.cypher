// ---
// id: version-dead-end
// version: 1.0.0
// title: Devices run firmware that leads to nothing newer
// maturity: live
// installs: decide
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is in service, whatever its status, in a model with a listed version; it is not newest, and no walk leads from it to a newest one. Examined where it is itself newest, or newest is later or unknown.
// basis: MP231 (firmware upgrade pathways) asks manufacturers to declare the previous versions from which a version can be reached. That devices in service must have a way to the newest version is a conclusion of this rule, not a quotation.
// why: Devices on this version cannot be brought to the newest firmware by any declared pathway, so faults and vulnerabilities that it mends stay in them.
// fix: Declare this version, or one that it leads to, as a predecessor of a version on the way to the newest; the broken links in the evidence are alternatives.
// parameters: {inForceDate: rules.in-force-date}
// timeout: 120s
// reasons:
//   no-way-on: {says: 'No declared pathway leads from this version to the newest of its model.', actor: manufacturer, fix: 'Cite this version, or one that it leads to, in "Previous Firmware CPL Entry IDs" of a version on the way to the newest; or mend one of the broken links named here.'}
//   unknown-id: {says: 'On the way back from the newest a version cites a CPL Entry ID that is on no list.', actor: manufacturer, fix: 'Correct the cited CPL Entry ID, or submit the entry that it names.'}
//   self: {says: 'On the way back from the newest a version cites itself.', actor: manufacturer, fix: 'Replace its own CPL Entry ID by those of the versions that can be upgraded to it.'}
//   foreign: {says: 'On the way back from the newest a version cites one of another device model.', actor: manufacturer, fix: 'Cite a version of the same device model.'}
//   loop: {says: 'On the way back from the newest stands a ring of versions that cite each other.', actor: manufacturer, fix: 'Add, to one version of the ring, a predecessor outside it.'}
//   delisted-on-path: {says: 'The way back from the newest leads to a version that is no longer listed.', actor: manufacturer, fix: 'Declare a listed version from which the newest can be reached as well.'}
//   restricted: {says: 'On the way back from the newest stands an upgrade that a restriction forbids for the time being.', actor: operator, fix: 'Look up the decision under the reference that the evidence gives. When the upgrade may be done again, lift the restriction; until then, ask the manufacturer whether another version can be declared as well.'}
// unknowns:
//   newest-unknown: 'Which version of the model is newest is unknown: a listed one has no Date Added and leads to none of the others.'
//   own-date-missing: 'Its own Date Added is missing.'
//   rests-on-undeclared: 'A missing declaration may hide the way: the walk would exist if each undeclared version could be reached from every other.'
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
  RETURN v, sum(c.count) AS onIt
}
WITH m, newestOn, newest, behind, rests, v, onIt,
     CASE WHEN newestUnknown THEN 'newest-unknown'
          WHEN v IN newest THEN 'passes'
          WHEN v.addedOn >= newestOn THEN 'not examined'
          WHEN v IN behind THEN 'passes'
          WHEN v.addedOn IS NULL THEN 'own-date-missing'
          WHEN rests THEN 'rests-on-undeclared'
          ELSE 'no-way-on' END AS verdict
WHERE NOT verdict IN ['passes', 'not examined']
WITH m, newestOn, newest, behind, collect({v: v, onIt: onIt, verdict: verdict}) AS found
WITH m, newestOn, newest, found, CASE WHEN any(f IN found WHERE f.verdict = 'no-way-on') THEN newest + [b IN behind WHERE NOT b IN newest] ELSE [] END AS back
// The blocked links met walking back from the newest; none of what is met there is reached from a dead end.
CALL (back) {
  UNWIND back AS b
  WITH b, CASE WHEN b.addedOn IS NULL OR $inForceDate IS NULL THEN 'unknown' WHEN b.addedOn >= $inForceDate THEN 'breach' ELSE 'gap' END AS duty
  CALL (b, duty) {
    WITH b, duty WHERE NOT b.listed
    RETURN {reason: 'delisted-on-path', at: b.entryId, duty: 'advice', status: b.status, dateRemoved: coalesce(b.removedOn, b.retiredOn)} AS break
    UNION ALL
    WITH b, duty WHERE b.listed AND size(b.predecessors) > COUNT { (b)<-[:WALKS_TO]-() }
    MATCH (b)<-[e:UPGRADES_TO]-(p:CplEntry)
    WHERE e.until IS NULL AND (p:Placeholder OR p = b OR p.modelKey <> b.modelKey)
    // A placeholder in a rejected row may be right: it is a link that is not there, and nobody's breach.
    RETURN {reason: CASE WHEN p:Placeholder THEN 'unknown-id' WHEN p = b THEN 'self' ELSE 'foreign' END, at: b.entryId, from: p.entryId,
            duty: CASE WHEN p:Placeholder AND EXISTS { (:RejectedRow {entryId: p.entryId}) } THEN 'advice' ELSE duty END} AS break
    UNION ALL
    // A restriction is nobody's fault: it has no duty.
    WITH b, duty WHERE b.listed AND size(b.predecessors) > COUNT { (b)<-[:WALKS_TO]-() }
    MATCH (b)<-[e:UPGRADES_TO]-(p:Version)
    WHERE e.until IS NULL AND e.restriction IS NOT NULL AND p <> b AND p.modelKey = b.modelKey
    MATCH (r:Restriction {id: e.restriction})
    RETURN {reason: 'restricted', at: b.entryId, from: p.entryId, duty: 'advice', reference: r.reference, until: r.endsOn} AS break
  }
  WITH break ORDER BY break.reason, break.at, break.from
  RETURN collect(break) AS links
}
CALL (back) {
  UNWIND back AS b
  MATCH (b)<-[:WALKS_TO]-(p:Version)
  WHERE (coalesce(p.addedOn, date('0001-01-01')) > coalesce(b.addedOn, date('0001-01-01'))
     OR (coalesce(p.addedOn, date('0001-01-01')) = coalesce(b.addedOn, date('0001-01-01')) AND p.entryId > b.entryId))
  WITH b, collect(p) AS starts
  CALL (b) {
    MATCH (b)-[:WALKS_TO*0..]->(a:Version)
    WITH DISTINCT a
    RETURN collect(a) AS ahead
  }
  WITH b, ahead
  WHERE any(p IN starts WHERE p IN ahead)
  CALL (b) {
    MATCH (b)<-[:WALKS_TO*0..]-(a:Version)
    WITH DISTINCT a
    RETURN collect(a) AS before
  }
  UNWIND [a IN ahead WHERE a IN before] AS member
  WITH b, member ORDER BY member.entryId
  WITH b, collect(member) AS members
  WITH DISTINCT members
  // The pathway-cycle that a ring is part of may be wider: it goes by declared edges, whether or not they can be walked.
  CALL (members) {
    WITH members[0] AS first
    MATCH (first)-[:WALKS_TO|BARRED_TO*0..]->(a:Version)
    WITH first, collect(DISTINCT a) AS ahead
    MATCH (first)<-[:WALKS_TO|BARRED_TO*0..]-(a:Version)
    WITH DISTINCT a, ahead
    WHERE a IN ahead
    RETURN collect(a.entryId) AS component
  }
  RETURN collect({reason: 'loop', at: members[0].entryId, members: [x IN members | x.entryId], component: component,
         duty: CASE WHEN $inForceDate IS NULL THEN 'unknown'
                    WHEN any(x IN members WHERE x.listed AND x.addedOn >= $inForceDate) THEN 'breach'
                    WHEN any(x IN members WHERE x.listed AND x.addedOn IS NULL) THEN 'unknown'
                    ELSE 'gap' END}) AS loops
}
WITH m, newestOn, newest, found, links + loops AS causes
WITH m, newestOn, newest, found, causes,
     CASE WHEN any(k IN causes WHERE k.duty = 'breach') THEN 'breach'
          WHEN any(k IN causes WHERE k.duty = 'gap') THEN 'gap'
          WHEN any(k IN causes WHERE k.duty = 'unknown') THEN 'unknown'
          ELSE 'advice' END AS duty
UNWIND found AS f
WITH m, newestOn, newest, causes, duty, f.v AS v, f.onIt AS onIt, f.verdict AS verdict, f.verdict <> 'no-way-on' AS unknown
RETURN v.entryId AS entryId, v.entryId AS subject, unknown AS unknown, CASE WHEN unknown THEN 'advice' ELSE duty END AS duty,
       CASE WHEN NOT unknown AND duty = 'breach' THEN 'enforced' ELSE 'advisory' END AS class, [verdict] AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, onIt AS installs,
       {breaks: ([{reason: 'no-way-on', at: v.entryId, duty: 'advice'}] + causes)[0..50], breaksTotal: size(causes) + 1,
        newest: [n IN newest[0..50] | n.entryId], newestOn: newestOn, firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence,
       CASE WHEN unknown THEN [] ELSE causes END AS links
ORDER BY subject
