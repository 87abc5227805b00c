// One row: when the import ended.
MATCH (i:Import {id: $id})
SET i.status = $status, i.finishedAt = datetime.realtime(), i.rows = $rows, i.created = $created, i.updated = $updated,
    i.unchanged = $unchanged, i.rejected = $rejected, i.retired = $retired, i.removed = $removed, i.blanked = $blanked, i.faults = $faults, i.error = $error
RETURN i.finishedAt AS finishedAt
