// No rows. Somebody waits for a lease, which what can be put off makes way for.
MERGE (l:Lease {name: $name})
  ON CREATE SET l.token = 0
SET l.until = datetime.realtime() + duration({seconds: $seconds})
