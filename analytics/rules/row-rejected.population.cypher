// One row: the Entry IDs met in rows of the list.
MATCH (r:RejectedRow)
WHERE NOT EXISTS { (v:Version {entryId: r.entryId}) }
WITH count(r) AS neverRead
OPTIONAL MATCH (v:Version)
WITH neverRead, count(v) AS read
RETURN neverRead + read AS examined
