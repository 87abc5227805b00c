// One row is one stored entry of those asked for: a version with its properties, or a placeholder.
UNWIND $ids AS id
MATCH (v:CplEntry {entryId: id})
WHERE $everything
RETURN v.entryId AS entryId, v:Version AS known, properties(v) AS version
ORDER BY entryId
