// No row. Marks the graph as one that tests may wipe.
MERGE (:WaymarkTestMarker)
