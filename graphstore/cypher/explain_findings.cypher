// One row is one finding about a subject, past ones too, newest last.
CALL () {
  WITH $entryId AS id WHERE id <> ''
  MATCH (:CplEntry {entryId: id})<-[:ABOUT]-(f:Finding)
  RETURN f
  UNION
  WITH $modelKey AS key WHERE key <> ''
  MATCH (:DeviceModel {key: key})-[:HAS_VERSION]->(:Version)<-[:ABOUT]-(f:Finding)
  RETURN f
  UNION
  WITH $modelKey AS key WHERE key <> ''
  MATCH (:DeviceModel {key: key})<-[:ABOUT]-(f:Finding)
  RETURN f
  UNION
  WITH $cohortKey AS key WHERE key <> ''
  MATCH (:Cohort {key: key})<-[:ABOUT]-(f:Finding)
  RETURN f
}
WITH DISTINCT f
WHERE $everything
RETURN properties(f) AS finding
ORDER BY f.state = 'resolved', f.rule, f.subject
