// No rows. A rendering of a published report is noted with its hash and signature; the same one is noted once.
MATCH (r:Report {id: $id})
MERGE (r)-[:RENDERED_AS]->(f:Rendering {format: $format, release: $release, sha256: $sha256})
  ON CREATE SET f.size = $size, f.key = $key, f.signature = $signature, f.at = datetime.realtime()
