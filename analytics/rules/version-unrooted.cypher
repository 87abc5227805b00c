// ---
// id: version-unrooted
// version: 1.0.0
// title: No declared way leads to it from firmware that needs none before it
// maturity: live
// audience: manufacturer
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed, its declaration is list, and no chain of walkable edges leads to it from a listed version of its model that declared none, whatever devices run.
// basis: MP231 (firmware upgrade pathways), as it was consulted on, has manufacturers declare the previous versions from which a version can be reached. That a declared chain must begin at a version that has none before it is a conclusion of this rule, not a quotation. It stands in for version-unreachable towards manufacturers, since that one follows from which versions devices run, and that is not theirs to know.
// why: A supplier that follows the declarations alone can never bring a device from the first firmware to this version, or must guess a step that nobody vouched for.
// fix: Mend one of the broken links named in the evidence; they are alternatives, and mending one may be enough.
// parameters: {inForceDate: rules.in-force-date}
// timeout: 120s
// reasons:
//   unknown-id: {says: 'It cites a CPL Entry ID that is on no list.', actor: manufacturer, fix: 'Correct the cited CPL Entry ID, or submit the entry that it names.'}
//   self: {says: 'It cites itself as its own predecessor.', actor: manufacturer, fix: 'Replace its own CPL Entry ID by those of the versions that can be upgraded to it, or N/A if there is none.'}
//   foreign: {says: 'It cites a version of another device model.', actor: manufacturer, fix: 'Cite a version of the same device model (device type, manufacturer and model identifier).'}
//   loop: {says: 'These versions cite each other in a ring that nothing outside leads into.', actor: manufacturer, fix: 'Add, to one version of the ring, a predecessor outside it; or declare N/A where there is no earlier firmware.'}
//   undeclared: {says: 'The chain leads back to a version whose predecessors were not stated.', actor: manufacturer, fix: 'State the predecessors of that version, or N/A if there is none.'}
//   invalid: {says: 'The chain leads back to a version whose declaration cannot be read.', actor: manufacturer, fix: 'Give either CPL Entry IDs or N/A for that version, not both.'}
//   delisted-on-path: {says: 'The chain leads back to a version that is no longer listed.', actor: manufacturer, fix: 'Declare a listed version from which this one can be upgraded as well.'}
//   restricted: {says: 'The chain needs an upgrade that a restriction forbids for the time being.', actor: operator, fix: 'Wait until the upgrade may be done again, or declare another version from which this one can be upgraded as well.'}
// unknowns:
//   row-rejected: 'An id on the way back stands in a row that was rejected; it may be right.'
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
CALL (m) {
  // One search per version of the model that has none before it: there are few.
  MATCH (m)-[:HAS_VERSION]->(root:Version)
  WHERE root.listed AND root.declaration = 'none'
  MATCH (root)-[:WALKS_TO*0..]->(r:Version)
  WITH DISTINCT r
  RETURN collect(r) AS reached
}
CALL (m, reached) {
  MATCH (m)-[:HAS_VERSION]->(x:Version)
  WHERE x.listed AND x.declaration = 'list' AND NOT x IN reached
  RETURN collect(x) AS unreached
}
WITH m, unreached
WHERE size(unreached) > 0
// Rings among the unreached: every ring has an edge that does not go forward by date and id, and from
// whose end its start is reached again.
CALL (unreached) {
  UNWIND unreached AS b
  MATCH (b)<-[:WALKS_TO]-(p:Version)
  WHERE p IN unreached AND (coalesce(p.addedOn, date('0001-01-01')) > coalesce(b.addedOn, date('0001-01-01'))
     OR (coalesce(p.addedOn, date('0001-01-01')) = coalesce(b.addedOn, date('0001-01-01')) AND p.entryId > b.entryId))
  CALL (b) {
    MATCH (b)-[:WALKS_TO*0..]->(a:Version)
    WITH DISTINCT a
    RETURN collect(a) AS ahead
  }
  WITH b, p, ahead
  WHERE p IN ahead
  CALL (b) {
    MATCH (b)<-[:WALKS_TO*0..]-(a:Version)
    WITH DISTINCT a
    RETURN collect(a) AS behind
  }
  UNWIND [a IN ahead WHERE a IN behind] AS member
  WITH b, p, member ORDER BY member.entryId
  WITH b, p, collect(member) AS members
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
  RETURN collect({members: members, component: component}) AS rings
}
UNWIND unreached AS x
CALL (x) {
  MATCH (x)<-[:WALKS_TO*0..]-(b:Version)
  WITH DISTINCT b
  RETURN collect(b) AS back
}
// What stops the walk back at each version met: its own state, or a cited version that is no way in.
CALL (back) {
  UNWIND back AS b
  WITH b, CASE WHEN b.addedOn IS NULL OR $inForceDate IS NULL THEN 'unknown' WHEN b.addedOn >= $inForceDate THEN 'breach' ELSE 'gap' END AS duty
  CALL (b, duty) {
    WITH b, duty WHERE NOT b.listed
    RETURN {reason: 'delisted-on-path', at: b.entryId, duty: 'advice', status: b.status, dateRemoved: coalesce(b.removedOn, b.retiredOn)} AS break, false AS rejected
    UNION ALL
    WITH b, duty WHERE b.listed AND b.declaration IN ['not-stated', 'invalid']
    RETURN {reason: CASE b.declaration WHEN 'invalid' THEN 'invalid' ELSE 'undeclared' END, at: b.entryId, duty: duty} AS break, false AS rejected
    UNION ALL
    // Only a version that cites more than what is walkable has a broken link to show.
    WITH b, duty WHERE b.listed AND size(b.predecessors) > COUNT { (b)<-[:WALKS_TO]-() }
    MATCH (b)<-[e:UPGRADES_TO]-(p:CplEntry)
    WHERE e.until IS NULL AND (p:Placeholder OR p = b OR p.modelKey <> b.modelKey)
    RETURN {reason: CASE WHEN p:Placeholder THEN 'unknown-id' WHEN p = b THEN 'self' ELSE 'foreign' END, at: b.entryId, from: p.entryId, duty: duty} AS break,
           p:Placeholder AND EXISTS { (:RejectedRow {entryId: p.entryId}) } AS rejected
    UNION ALL
    // A restriction is nobody's fault: it has no duty.
    WITH b, duty WHERE b.listed AND size(b.predecessors) > COUNT { (b)<-[:WALKS_TO]-() }
    MATCH (b)<-[e:UPGRADES_TO]-(p:Version)
    WHERE e.until IS NULL AND e.restriction IS NOT NULL AND p <> b AND p.modelKey = b.modelKey
    MATCH (r:Restriction {id: e.restriction})
    RETURN {reason: 'restricted', at: b.entryId, from: p.entryId, duty: 'advice', until: r.endsOn} AS break, false AS rejected
  }
  WITH break, rejected ORDER BY break.reason, break.at, break.from
  RETURN collect(break) AS links, coalesce(max(CASE WHEN rejected THEN 1 ELSE 0 END), 0) = 1 AS unknown
}
WITH m, x, links, unknown, back,
     [ring IN rings WHERE any(member IN ring.members WHERE member IN back) |
       {reason: 'loop', at: ring.members[0].entryId, members: [member IN ring.members | member.entryId], component: ring.component,
        duty: CASE WHEN $inForceDate IS NULL THEN 'unknown'
                   WHEN any(member IN ring.members WHERE member.listed AND member.addedOn >= $inForceDate) THEN 'breach'
                   WHEN any(member IN ring.members WHERE member.listed AND member.addedOn IS NULL) THEN 'unknown'
                   ELSE 'gap' END}] AS loops
WITH m, x, unknown, links + loops AS breaks, any(b IN back WHERE b.listed AND b.declaration IN ['not-stated', 'invalid']) AS restsOnUndeclared
WITH m, x, unknown, breaks, restsOnUndeclared,
     CASE WHEN any(k IN breaks WHERE k.duty = 'breach') THEN 'breach'
          WHEN any(k IN breaks WHERE k.duty = 'gap') THEN 'gap'
          WHEN any(k IN breaks WHERE k.duty = 'unknown') THEN 'unknown'
          ELSE 'advice' END AS duty
CALL (breaks) {
  UNWIND breaks AS k
  WITH DISTINCT k.reason AS reason ORDER BY reason
  RETURN collect(reason) AS reasons
}
RETURN x.entryId AS entryId, x.entryId AS subject, unknown AS unknown, duty AS duty, 'advisory' AS class,
       CASE WHEN unknown THEN ['row-rejected'] ELSE reasons END AS reasons, x.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, 0 AS installs,
       {breaks: breaks[0..50], breaksTotal: size(breaks), firmwareVersion: x.firmwareVersion, dateAdded: x.addedOn, declared: x.predecessors[0..50],
        declaredTotal: size(x.predecessors), certainty: CASE WHEN restsOnUndeclared THEN 'rests-on-undeclared' ELSE 'certain' END} AS evidence,
       CASE WHEN unknown THEN [] ELSE breaks END AS links
ORDER BY subject
