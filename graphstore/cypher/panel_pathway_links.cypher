// One row a declared link into a version of the device model $modelKey, whether it can be walked, and what restricts it.
MATCH (m:DeviceModel {key: $modelKey})-[:HAS_VERSION]->(v:Version)<-[u:UPGRADES_TO]-(p:CplEntry)
WHERE $everything AND u.until IS NULL
OPTIONAL MATCH (r:Restriction {id: u.restriction})
RETURN p.entryId AS fromId, v.entryId AS toId, p:Placeholder AS placeholder, p.modelKey AS fromModelKey,
  p.firmwareVersion AS fromFirmware, EXISTS { (p)-[:WALKS_TO]->(v) } AS walkable, properties(r) AS restriction
ORDER BY fromId, toId
