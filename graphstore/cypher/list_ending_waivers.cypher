// One row a waiver that stands, or of whose end by growth its manufacturer was not told, that ends within the days of a step and was not warned of at that step or a later one.
MATCH (w:Waiver)-[:WAIVES]->(f:Finding)
WHERE $everything AND ((w.endedAt IS NULL AND f.state = 'waived') OR (f.toldWaiver = w.id AND f.owner = 'manufacturer')) AND w.until >= $today AND w.until <= $today + duration({days: $days})
  AND coalesce(w.warnedAtDays, 1000) > $days
RETURN w.id AS id
ORDER BY w.until, w.id
