// No rows. The names of these manufacturers are up to date.
UNWIND $ids AS id
MATCH (f:Manufacturer {manufacturerId: id})
REMOVE f:Unnamed
