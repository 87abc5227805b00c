// One row: how many findings are in these states, or in any, without those of rules that are kept for some readers. These are
// taken from the number of all, since what lacks a property is in no index.
CALL () {
  UNWIND $states AS state
  MATCH (n:Finding {state: state})
  WHERE $everything
  RETURN count(n) AS found
  UNION ALL
  WITH 1 AS all WHERE size($states) = 0
  MATCH (n:Finding)
  WHERE $everything
  RETURN count(n) AS found
}
WITH sum(found) AS found
CALL () {
  MATCH (n:Finding)
  USING INDEX n:Finding(audience, state)
  WHERE n.audience IS NOT NULL AND n.state IS NOT NULL AND (size($states) = 0 OR n.state IN $states)
  RETURN count(n) AS kept
}
RETURN found - kept AS total
