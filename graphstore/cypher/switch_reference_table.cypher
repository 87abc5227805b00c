// No rows. From now on readers see the rows of this import, all at once.
MERGE (t:ReferenceTable {kind: $kind})
SET t.importId = $importId, t.columns = $columns, t.loadedAt = datetime.transaction()
