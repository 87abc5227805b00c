// No rows. Rows of a table. Nobody reads them until the table is switched to their import.
UNWIND $rows AS row
MERGE (r:ReferenceRow {key: $importId + '\n' + row.key})
SET r += row.props, r.importId = $importId, r.rejected = null
