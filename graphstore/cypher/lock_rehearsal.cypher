// One row: who holds the lease, if somebody does, and how much an import left to do. A lease that is free is locked, so
// that nobody takes it before the transaction ends; all its properties are read anew once the lock is held.
MERGE (l:Lease {name: $name})
  ON CREATE SET l.token = 0, l.until = datetime({epochSeconds: 0})
FOREACH (free IN CASE WHEN l.until <= datetime.realtime() THEN [1] ELSE [] END | SET l.touchedAt = datetime.realtime())
WITH properties(l) AS lease
CALL () { MATCH (v:Unlinked) RETURN count(v) AS unlinked }
CALL () { MATCH (u:Underived) RETURN count(u) AS underived }
RETURN lease.until > datetime.realtime() AS held, lease.holder AS holder, lease.since AS since, unlinked + underived AS unsettled
