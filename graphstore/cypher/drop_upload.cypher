// No rows. The import that the upload became says how it ended.
MATCH (u:Upload {id: $id})
DELETE u
