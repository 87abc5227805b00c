// No rows. Every node goes but those of the labels to keep.
MATCH (n)
WHERE NOT any(label IN labels(n) WHERE label IN $keep)
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS
