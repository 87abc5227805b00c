// One row: whether somebody waits for a lease.
OPTIONAL MATCH (l:Lease {name: $name})
WHERE $everything AND l.until > datetime.realtime()
RETURN l IS NOT NULL AS wanted
