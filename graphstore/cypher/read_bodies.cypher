// One row a part of the bodies asked for, in the order in which they are joined.
UNWIND $bodies AS sha256
MATCH (b:MessageBody {sha256: sha256})-[:HAS_PART]->(p:BodyPart)
WHERE $everything
RETURN b.sha256 AS sha256, b.size AS size, p.data AS data
ORDER BY b.sha256, p.n
