// One row: what the run rests on: the imports, also those that ended early, since what they loaded stays, and the dates of the data.
OPTIONAL MATCH (i:Import)
WHERE $everything
WITH i ORDER BY i.receivedAt, i.id
WITH collect(i.id + ' ' + i.sha256) AS imports, max(CASE i.kind WHEN 'cpl' THEN i.effectiveOn END) AS listOf
OPTIONAL MATCH (r:Return)
RETURN imports AS imports, listOf AS listOf, max(r.asOf) AS installsOf
