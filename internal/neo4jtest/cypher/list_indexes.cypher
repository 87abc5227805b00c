// One row per index that no constraint owns; Neo4j makes the lookup indexes itself.
SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name AS name ORDER BY name
