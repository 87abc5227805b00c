// No row. All nodes but the marker, which have no relationships any more.
MATCH (n) WHERE NOT n:WaymarkTestMarker
CALL (n) { DELETE n } IN TRANSACTIONS OF 50000 ROWS
