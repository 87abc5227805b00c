// One row a kind of file, code and column of faults in these imports, with how many there are and the first few.
UNWIND $imports AS id
MATCH (i:Import {id: id})-[:REJECTED]->(r:Reject)
WHERE $everything
WITH i, r ORDER BY i.receivedAt DESC, i.id, r.ordinal
WITH i.kind AS kind, r.code AS code, coalesce(r.column, '') AS column, count(*) AS faults, collect([i.fileName, r.line, r.value, r.hint])[0..$examples] AS examples
RETURN kind AS kind, code AS code, column AS column, faults AS faults, examples AS examples
ORDER BY kind, faults DESC, code, column
