// One row: the Entry IDs of the list and of the DCC's copy, once a copy is loaded.
OPTIONAL MATCH (t:ReferenceTable {kind: 'dcc'})
CALL (t) {
  WITH t WHERE t IS NOT NULL
  MATCH (v:Version)
  RETURN count(v) AS onList
}
CALL (t) {
  MATCH (d:ReferenceRow {importId: t.importId})
  WHERE NOT EXISTS { MATCH (known:CplEntry {entryId: d.entryId}) WHERE known:Version }
  RETURN count(d) AS inCopyAlone
}
RETURN onList + inCopyAlone AS examined, CASE WHEN t IS NULL THEN 'no copy of the list from the DCC is loaded' END AS lacks
