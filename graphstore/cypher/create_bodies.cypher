// One row a body that is new: its parts are still to be stored.
UNWIND $bodies AS body
MERGE (b:MessageBody {sha256: body.sha256})
  ON CREATE SET b.size = body.size, b.parts = 0
WITH b
WHERE b.parts = 0
RETURN b.sha256 AS sha256
