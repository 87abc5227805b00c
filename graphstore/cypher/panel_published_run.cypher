// At most one row: the run of the newest published report to the Panel on a run before the one numbered $number.
MATCH (p:Report {pack: 'panel'})-[:REPORTS_ON]->(r:Run)
WHERE $everything AND r.number < $number
RETURN r.id AS id, r.number AS number, r.startedAt AS startedAt, r.finishedAt AS finishedAt, r.status AS status,
  r.trigger AS trigger, r.full AS full, r.today AS today, r.inputsHash AS inputsHash, r.settings AS settings
ORDER BY r.number DESC
LIMIT 1
