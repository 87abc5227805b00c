// One row: how many of the notices nobody had told yet; they are told now, by the message that the transaction adds. The
// first SET takes each node's lock before it is read.
UNWIND $ids AS id
MATCH (n:Notice {id: id})
SET n.lockedAt = datetime.realtime()
WITH n
WHERE NOT n.told
SET n.told = true, n.toldAt = datetime.realtime(), n.toldBy = $message
RETURN count(n) AS told
