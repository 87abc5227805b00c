// One row: what the run rests on: the imports in the order in which they were loaded, also those that ended early, since what they loaded stays;
// the restrictions in force on $today; and the dates of the data.
OPTIONAL MATCH (i:Import)
WHERE $everything
WITH i ORDER BY i.receivedAt, i.id
WITH collect(properties(i)) AS imports, max(CASE i.kind WHEN 'cpl' THEN i.effectiveOn END) AS listOf
OPTIONAL MATCH (x:Restriction)
WHERE x.liftedAt IS NULL AND x.startsOn <= $today AND coalesce(x.endsOn >= $today, true)
WITH imports, listOf, x ORDER BY x.from, x.to, x.startsOn
WITH imports, listOf, collect(properties(x)) AS restrictions
OPTIONAL MATCH (r:Return)
RETURN imports AS imports, restrictions AS restrictions, listOf AS listOf, max(r.asOf) AS installsOf
