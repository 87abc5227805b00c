// One row: a run as the Panel report names it.
MATCH (r:Run {id: $runId})
WHERE $everything
RETURN r.id AS id, r.number AS number, r.startedAt AS startedAt, r.finishedAt AS finishedAt, r.status AS status,
  r.trigger AS trigger, r.full AS full, r.today AS today, r.inputsHash AS inputsHash, r.settings AS settings
