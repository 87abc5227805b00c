// One row a version of the device model $modelKey, with the devices that run it and whether a pathway may start there.
MATCH (m:DeviceModel {key: $modelKey})-[:HAS_VERSION]->(v:Version)
WHERE $everything
CALL (v) {
  OPTIONAL MATCH (v)<-[:RUNS]-(c:Cohort)
  RETURN coalesce(sum(c.count), 0) AS installs
}
RETURN v.entryId AS entryId, v.firmwareVersion AS firmwareVersion, v.status AS status, v.listed AS listed,
  v.addedOn AS addedOn, v.removedOn AS removedOn, v.declaration AS declaration, installs,
  EXISTS { (m)-[:STARTS_AT]->(v) } AS startsHere
ORDER BY entryId
