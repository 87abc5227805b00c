// One row is one restriction with its state on the day, in the order in which they were made. Empty filters let everything pass.
MATCH (r:Restriction)
WHERE ($everything OR $readerSupplier <> '') AND r.id > $after AND ($id = '' OR r.id = $id) AND ($from = '' OR r.from = $from) AND ($to = '' OR r.to = $to)
WITH r, CASE WHEN r.liftedAt IS NOT NULL THEN 'lifted' WHEN r.startsOn > $today THEN 'future' WHEN r.endsOn < $today THEN 'ended' ELSE 'in-force' END AS state
WHERE size($states) = 0 OR state IN $states
RETURN properties(r) AS restriction, state AS state
ORDER BY r.id
LIMIT $limit
