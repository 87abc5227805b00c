// One row a version that a list said something new about after $since: one of these models, one of these entries, or what
// one of these findings is about. What was stated until then stands beside it, oldest first.
CALL () {
  UNWIND $models AS key
  MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(v:Version)
  RETURN v
  UNION
  UNWIND $entries AS id
  MATCH (v:Version {entryId: id})
  RETURN v
  UNION
  UNWIND $findings AS fingerprint
  MATCH (:Finding {fingerprint: fingerprint})-[:ABOUT]->(v:Version)
  RETURN v
}
WITH v
WHERE $everything AND EXISTS { (v)-[:STATED]->(s:Statement) WHERE s.recordedAt > $since }
CALL (v) {
  OPTIONAL MATCH (v)-[:STATED]->(s:Statement)-[:FROM]->(i:Import)
  WHERE s.recordedAt <= $since
  WITH s, i ORDER BY s.effectiveOn, s.recordedAt
  RETURN collect(CASE WHEN s IS NULL THEN null ELSE {stated: properties(s), columns: i.columns, retired: coalesce(s.retired, false)} END) AS before
}
RETURN properties(v) AS now, before AS before
ORDER BY v.entryId
