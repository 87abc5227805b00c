// One row: how many waivers stand, or there ever were.
MATCH (w:Waiver)-[:WAIVES]->(:Finding)
WHERE $everything AND ($ended OR w.endedAt IS NULL)
RETURN count(w) AS total
