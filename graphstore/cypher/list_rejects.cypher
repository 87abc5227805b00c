// One row is one fault of an import, or of a file of which nothing was loaded, in file order.
CALL () {
  MATCH (i:Import {id: $id})
  RETURN i AS source
  UNION ALL
  MATCH (u:Upload {id: $id})
  RETURN u AS source
}
MATCH (source)-[:REJECTED]->(r:Reject)
WHERE $everything AND r.ordinal > $after
RETURN r.ordinal AS ordinal, r.line AS line, r.column AS column, r.code AS code, r.value AS value, r.hint AS hint
ORDER BY ordinal
LIMIT $limit
