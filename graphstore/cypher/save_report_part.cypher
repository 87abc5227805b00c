// No rows. One part of a published report's compressed data.
MATCH (r:Report {id: $id})
CREATE (r)-[:HAS_PART]->(:FrozenPart {n: $n, data: $data})
