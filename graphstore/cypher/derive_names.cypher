// No rows. A manufacturer's name is the one that most of its versions carry; of equals, the first by its letters.
UNWIND $ids AS id
MATCH (f:Manufacturer {manufacturerId: id})-[:MAKES]->(:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.manufacturerName IS NOT NULL
WITH f, v.manufacturerName AS name, count(*) AS versions
ORDER BY versions DESC, name
WITH f, collect(name)[0] AS name
SET f.name = name
