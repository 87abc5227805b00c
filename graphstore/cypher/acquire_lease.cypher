// One row: whether the lease was free and is ours now, with its token, or who holds it.
// The first SET takes the node's lock before its properties are read.
MERGE (l:Lease {name: $name})
  ON CREATE SET l.token = 0, l.until = datetime({epochSeconds: 0})
SET l.touchedAt = datetime.realtime()
WITH l, datetime.realtime() AS now
WITH l, now, l.until <= now AS free, l.holder AS formerHolder, l.since AS formerSince
SET l.token = CASE WHEN free THEN l.token + 1 ELSE l.token END,
    l.holder = CASE WHEN free THEN $holder ELSE l.holder END,
    l.since = CASE WHEN free THEN now ELSE l.since END,
    l.until = CASE WHEN free THEN now + duration({seconds: $seconds}) ELSE l.until END
RETURN free AS acquired, l.token AS token, formerHolder AS holder, formerSince AS since
