// One row is one device model that a change of entries may concern: that of what cites an entry or was ever cited by it,
// of what it is to cite, of what carries an image hash that it gives up, and of a row that stands rejected.
CALL () {
  UNWIND $entries AS id
  MATCH (:CplEntry {entryId: id})-[:UPGRADES_TO]-(v:Version)
  RETURN v.modelKey AS key
  UNION
  UNWIND $cited AS id
  MATCH (v:CplEntry {entryId: id})
  WHERE v:Version
  RETURN v.modelKey AS key
  UNION
  UNWIND $hashes AS hash
  MATCH (v:Version {imageHash: hash})
  RETURN v.modelKey AS key
  UNION
  UNWIND $entries AS id
  MATCH (r:RejectedRow {entryId: id})
  WHERE r.tupleKey IS NOT NULL
  WITH split(r.tupleKey, '|') AS parts
  RETURN parts[0] + '|' + parts[1] + '|' + parts[2] AS key
}
WITH key
WHERE $everything
RETURN DISTINCT key AS key
ORDER BY key
