// One row: the cohorts with a current count above 0 and a matched version, once an applicability table is loaded.
OPTIONAL MATCH (t:ReferenceTable {kind: 'applicability'})
CALL (t) {
  WITH t WHERE t IS NOT NULL
  MATCH (c:Cohort)
  WHERE c.count > 0 AND EXISTS { (c)-[:RUNS]->(:Version) }
  RETURN count(c) AS examined
}
RETURN examined AS examined, CASE WHEN t IS NULL THEN 'no applicability table is loaded' END AS lacks
