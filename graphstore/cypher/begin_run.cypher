// One row: the run's number and its one clock.
MERGE (n:Counter {name: 'run'})
  ON CREATE SET n.value = 0
SET n.value = n.value + 1
CREATE (r:Run {id: $id, number: n.value, status: 'running', full: $full, trigger: $trigger, settings: $settings,
  rulesHash: $rulesHash, startedAt: datetime.realtime()})
RETURN r.number AS number, r.startedAt AS startedAt
