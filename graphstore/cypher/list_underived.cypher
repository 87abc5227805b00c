// One row is one device model to derive, with its size in declared edges. In no order: the next page is what is
// still so once this one is settled.
MATCH (u:Underived)
WHERE $everything
WITH u
LIMIT $limit
OPTIONAL MATCH (:DeviceModel {key: u.key})-[:HAS_VERSION]->(v:Version)
RETURN u.key AS key, coalesce(sum(size(v.predecessors)), 0) + count(v) AS size
