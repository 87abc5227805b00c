// No rows. How many devices run versions of each of these models, each cohort counted once.
UNWIND $keys AS key
MATCH (m:DeviceModel {key: key})
OPTIONAL MATCH (m)-[:HAS_VERSION]->(:Version)<-[:RUNS]-(c:Cohort)
WHERE c.count > 0
WITH m, collect(DISTINCT c) AS cohorts
SET m.inService = reduce(devices = 0, c IN cohorts | devices + c.count)
