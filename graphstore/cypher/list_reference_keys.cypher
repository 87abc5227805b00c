// One row is one key of a table, as an import holds it: whether a row could be read for it, and whether its last row was rejected.
MATCH (r:ReferenceRow {importId: $importId})
WHERE $everything
RETURN substring(r.key, size($importId) + 1) AS key, r.line IS NOT NULL AS held, coalesce(r.rejected, false) AS rejected
