// One row: when the file had arrived. Its process has to tell of it within so many seconds, or is taken for lost.
MERGE (u:Upload {id: $id})
  ON CREATE SET u.receivedAt = datetime.realtime()
SET u.kind = $kind, u.fileName = $fileName, u.dryRun = $dryRun, u.status = 'running', u.phase = $phase, u.done = 0, u.total = 0,
    u.aliveUntil = datetime.realtime() + duration({seconds: $seconds}), u.expiresAt = datetime.realtime() + duration('PT24H')
RETURN u.receivedAt AS receivedAt
