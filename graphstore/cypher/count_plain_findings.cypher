// One row: how many findings are in these states, or in any, without those of rules that are kept for some readers.
CALL () {
  UNWIND $states AS state
  MATCH (n:Finding {state: state})
  WHERE $everything AND n.audience IS NULL
  RETURN count(n) AS n
  UNION ALL
  WITH 1 AS all WHERE size($states) = 0
  MATCH (n:Finding)
  WHERE $everything AND n.audience IS NULL
  RETURN count(n) AS n
}
RETURN sum(n) AS total
