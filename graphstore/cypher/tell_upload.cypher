// No rows. The process that has the file is at work on it, and so far.
MATCH (u:Upload {id: $id, status: 'running'})
SET u.phase = $phase, u.done = $done, u.total = $total,
    u.aliveUntil = datetime.realtime() + duration({seconds: $seconds}), u.expiresAt = datetime.realtime() + duration('PT24H')
