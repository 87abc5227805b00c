// One row is one row that stands rejected, of an entry or of a device tuple, with its faults.
CALL () {
  WITH $entryId AS id WHERE id <> ''
  MATCH (r:RejectedRow {entryId: id})
  RETURN r
  UNION
  UNWIND $tupleKeys AS tuple
  MATCH (r:RejectedRow {tupleKey: tuple})
  RETURN r
}
WITH r
WHERE $everything
OPTIONAL MATCH (i:Import {id: r.importId})
CALL (r, i) {
  MATCH (i)-[:REJECTED]->(x:Reject)
  WHERE x.line = r.line
  WITH x ORDER BY x.ordinal
  RETURN collect(properties(x)) AS faults
}
RETURN properties(r) AS row, i.fileName AS fileName, faults AS faults
ORDER BY r.entryId
