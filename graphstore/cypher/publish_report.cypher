// At most one row: the published report with this key. No row when the run, or the report that it restates, is unknown.
// isNew is null when it was published before: what is published is never written again.
MATCH (run:Run {id: $runId})
OPTIONAL MATCH (former:Report {id: $restates})
WITH run, former WHERE $restates = '' OR former IS NOT NULL
MERGE (r:Report {key: $key})
  ON CREATE SET r += $report, r.publishedAt = datetime.realtime(), r.isNew = true
WITH run, former, r, r.isNew AS isNew
REMOVE r.isNew
FOREACH (_ IN CASE WHEN isNew THEN [1] ELSE [] END | CREATE (r)-[:REPORTS_ON]->(run))
FOREACH (f IN CASE WHEN isNew AND former IS NOT NULL THEN [former] ELSE [] END | CREATE (r)-[:RESTATES]->(f))
RETURN properties(r) AS report, run.number AS runNumber, coalesce(isNew, false) AS created
