// No row. Commits in batches: one big delete would not fit the heap.
MATCH ()-[r]->()
CALL (r) { DELETE r } IN TRANSACTIONS OF 50000 ROWS
