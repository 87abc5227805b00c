// No rows. The faults of a file of which nothing was loaded, one node each, in file order.
MATCH (u:Upload {id: $id})
UNWIND $faults AS fault
CREATE (u)-[:REJECTED]->(r:Reject)
SET r = fault
