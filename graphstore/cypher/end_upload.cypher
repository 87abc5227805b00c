// One row: when it ended. How it ended is kept for a day.
MATCH (u:Upload {id: $id})
SET u.status = $status, u.loaded = $loaded, u.sha256 = $sha256, u.effectiveOn = $effectiveOn, u.problem = $problem, u.error = $error,
    u.rows = $rows, u.created = $created, u.updated = $updated, u.unchanged = $unchanged, u.rejected = $rejected, u.retired = $retired,
    u.removed = $removed, u.blanked = $blanked, u.faults = $faults,
    u.finishedAt = coalesce($finishedAt, datetime.realtime()), u.expiresAt = datetime.realtime() + duration('PT24H')
RETURN u.finishedAt AS finishedAt
