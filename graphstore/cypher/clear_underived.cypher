// No rows. The derived facts of these models are up to date, but for the names of their manufacturers.
UNWIND $keys AS key
MATCH (u:Underived {key: key})
DELETE u
WITH key
MATCH (:DeviceModel {key: key})<-[:MAKES]-(f:Manufacturer)
WITH DISTINCT f
SET f:Unnamed
