// One row: the Entry IDs met in rows of the list.
MATCH (r:RejectedRow)
WHERE NOT EXISTS { MATCH (v:CplEntry {entryId: r.entryId}) WHERE v:Version }
WITH count(r) AS neverRead
OPTIONAL MATCH (v:Version)
WITH neverRead, count(v) AS read
RETURN neverRead + read AS examined
