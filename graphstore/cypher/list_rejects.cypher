// One row is one fault of an import, in file order.
MATCH (:Import {id: $id})-[:REJECTED]->(r:Reject)
WHERE $everything AND r.ordinal > $after
RETURN r.ordinal AS ordinal, r.line AS line, r.column AS column, r.code AS code, r.value AS value, r.hint AS hint
ORDER BY ordinal
LIMIT $limit
