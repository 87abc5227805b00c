// No rows. One part of the compressed body of messages.
MATCH (b:MessageBody {sha256: $sha256})
SET b.parts = b.parts + 1
CREATE (b)-[:HAS_PART]->(:BodyPart {n: $n, data: $data})
