// At most one row: the newest full run before the one numbered $number that ended ok or partial.
MATCH (r:Run)
WHERE $everything AND r.number < $number AND r.full AND r.status IN ['ok', 'partial']
RETURN r.id AS id, r.number AS number, r.startedAt AS startedAt, r.finishedAt AS finishedAt, r.status AS status,
  r.trigger AS trigger, r.full AS full, r.today AS today, r.inputsHash AS inputsHash, r.settings AS settings
ORDER BY r.number DESC
LIMIT 1
