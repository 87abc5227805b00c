// One row a version with one of these CPL Entry IDs, by id.
UNWIND $ids AS id
MATCH (v:CplEntry {entryId: id})
WHERE v:Version AND $everything
RETURN properties(v) AS version
ORDER BY v.entryId
