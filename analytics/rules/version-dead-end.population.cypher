// One row: the versions in service of which a listed version may be newer, or that are newest themselves.
MATCH (m:DeviceModel)
WHERE m.inService > 0
CALL (m) {
  MATCH (m)-[:HAS_VERSION]->(l:Version)
  WHERE l.listed
  RETURN collect(l) AS listed, max(l.addedOn) AS newestOn
}
WITH m, listed, newestOn, [l IN listed WHERE l.addedOn = newestOn] AS newest
WHERE size(listed) > 0
CALL (newest) {
  UNWIND newest AS n
  MATCH (n)<-[:WALKS_TO*1..]-(b:Version)
  WITH DISTINCT b
  RETURN collect(b) AS behind
}
// An undated listed version that leads to none of the newest makes the newest unknown.
WITH m, newestOn, newest, behind, any(l IN listed WHERE l.addedOn IS NULL AND NOT l IN behind) AS newestUnknown
CALL (m) {
  MATCH (m)-[:HAS_VERSION]->(v:Version)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN DISTINCT v
}
WITH v, newest, newestOn, newestUnknown
WHERE newestUnknown OR v IN newest OR v.addedOn IS NULL OR v.addedOn < newestOn
WITH count(v) AS examined
RETURN examined AS examined, CASE WHEN NOT EXISTS { (:Return) } THEN 'no install return is loaded' END AS lacks
