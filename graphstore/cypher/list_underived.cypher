// One row is one device model to derive, with its size in declared edges.
MATCH (u:Underived)
WHERE $everything
OPTIONAL MATCH (:DeviceModel {key: u.key})-[:HAS_VERSION]->(v:Version)
RETURN u.key AS key, coalesce(sum(size(v.predecessors)), 0) + count(v) AS size
ORDER BY key
