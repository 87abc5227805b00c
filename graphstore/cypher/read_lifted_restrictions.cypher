// One row a restriction that was lifted after $since or has ended between $from and $today, with the model of its edge.
MATCH (r:Restriction)
WHERE $everything AND (r.liftedAt > $since OR (r.endsOn >= $from AND r.endsOn < $today))
OPTIONAL MATCH (v:Version {entryId: r.to})
RETURN r.from AS from, r.to AS to, v.modelKey AS modelKey
ORDER BY from, to
