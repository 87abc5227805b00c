// One row a set of causes among these that the graph holds.
UNWIND $keys AS key
MATCH (s:CauseSet {key: key})
WHERE $everything
RETURN s.key AS key
