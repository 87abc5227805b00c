// No rows. Keys of a table of which the last row was rejected: nobody can tell what the table says of them.
UNWIND $rows AS row
MERGE (r:ReferenceRow {key: $importId + '\n' + row.key})
SET r += row.props, r.importId = $importId, r.rejected = true
