// No rows. Restrictions that are in force no longer, lifted or by the date: their edges are free, and the facts that
// rest on them must be derived again. Cohorts are not concerned.
MATCH (r:Restriction {inForce: true})
WHERE r.liftedAt IS NOT NULL OR r.startsOn > $today OR r.endsOn < $today
SET r.inForce = false
WITH r
MATCH (v:CplEntry {entryId: r.to})
CALL (r, v) {
  MATCH (v)<-[e:UPGRADES_TO {restriction: r.id}]-()
  SET e.restriction = null
}
MERGE (u:Underived {key: v.modelKey})
  ON CREATE SET u.matched = true
