// No rows. Restrictions that come into force: their edges say so, and the facts that rest on them must be derived
// again. Cohorts are not concerned.
MATCH (r:Restriction {inForce: false})
WHERE r.liftedAt IS NULL AND r.startsOn <= $today AND coalesce(r.endsOn >= $today, true)
SET r.inForce = true
WITH r
MATCH (v:CplEntry {entryId: r.to})
CALL (r, v) {
  MATCH (v)<-[e:UPGRADES_TO]-(:CplEntry {entryId: r.from})
  WHERE e.until IS NULL
  SET e.restriction = r.id
}
MERGE (u:Underived {key: v.modelKey})
  ON CREATE SET u.matched = true
