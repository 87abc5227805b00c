// No rows. The next use of a statement makes a plan for the graph as it is then.
CALL db.clearQueryCaches()
