// One row: how many restrictions match, before paging.
MATCH (r:Restriction)
WHERE ($everything OR $readerSupplier <> '') AND ($from = '' OR r.from = $from) AND ($to = '' OR r.to = $to)
WITH CASE WHEN r.liftedAt IS NOT NULL THEN 'lifted' WHEN r.startsOn > $today THEN 'future' WHEN r.endsOn < $today THEN 'ended' ELSE 'in-force' END AS state
WHERE size($states) = 0 OR state IN $states
RETURN count(*) AS total
