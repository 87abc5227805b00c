// One row a declared link into a version of the device model $modelKey, and whether it can be walked.
MATCH (m:DeviceModel {key: $modelKey})-[:HAS_VERSION]->(v:Version)<-[u:UPGRADES_TO]-(p:CplEntry)
WHERE $everything AND u.until IS NULL
RETURN p.entryId AS fromId, v.entryId AS toId, p:Placeholder AS placeholder, p.modelKey AS fromModelKey,
  p.firmwareVersion AS fromFirmware, EXISTS { (p)-[:WALKS_TO]->(v) } AS walkable
ORDER BY fromId, toId
