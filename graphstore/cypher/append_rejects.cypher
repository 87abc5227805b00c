// No rows. The faults of an import, one node each, in file order.
MATCH (i:Import {id: $importId})
UNWIND $faults AS fault
CREATE (i)-[:REJECTED]->(r:Reject)
SET r = fault
