// One row: how many standing findings of duty gap are in the baseline that this takes. It is taken once.
CREATE (b:Baseline {name: 'best-endeavours', takenAt: datetime.realtime(), by: $by, reason: $reason, reference: $reference})
WITH b
CALL () {
  MATCH (n:Finding)
  WHERE n.state <> 'resolved' AND n.duty = 'gap' AND n.audience IS NULL
  SET n.baseline = true, n.baselined = true
  RETURN count(n) AS taken
}
SET b.taken = taken
RETURN taken
