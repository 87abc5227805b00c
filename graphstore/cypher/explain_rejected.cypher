// One row is one row that stands rejected, of an entry or of a device tuple, with its faults. A manufacturer sees those that name its identifier.
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
WHERE $everything OR split(coalesce(r.tupleKey, ''), '|')[1] IN $readerManufacturers
OPTIONAL MATCH (i:Import {id: r.importId})
CALL (r, i) {
  MATCH (i)-[:REJECTED]->(x:Reject)
  WHERE x.line = r.line
  WITH x ORDER BY x.ordinal
  RETURN collect(properties(x)) AS faults
}
RETURN CASE WHEN $everything THEN properties(r) ELSE r {.entryId, .importId, .line, .effectiveOn, .tupleKey} END AS row, CASE WHEN $everything THEN i.fileName END AS fileName, faults AS faults
ORDER BY r.entryId
