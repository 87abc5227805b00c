// At most one row: the import whose rows are in force for a table of this kind.
MATCH (t:ReferenceTable {kind: $kind})
WHERE $everything
RETURN t.importId AS importId
