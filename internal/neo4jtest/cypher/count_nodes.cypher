// One row: how many markers and how many nodes of any kind there are.
OPTIONAL MATCH (m:WaymarkTestMarker)
WITH count(m) AS markers
OPTIONAL MATCH (n)
RETURN markers, count(n) AS nodes
