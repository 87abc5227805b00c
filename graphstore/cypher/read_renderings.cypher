// One row a rendering of a published report, oldest first.
MATCH (:Report {id: $id})-[:RENDERED_AS]->(f:Rendering)
WHERE $everything
RETURN f.format AS format, f.release AS release, f.sha256 AS sha256, f.size AS size, f.key AS key, f.signature AS signature, f.at AS at
ORDER BY f.at, f.sha256
