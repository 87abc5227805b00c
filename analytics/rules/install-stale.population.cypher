// One row: each device type that a supplier ever returned.
MATCH (r:Return)
RETURN count(r) AS examined
