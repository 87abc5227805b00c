// No rows. A restriction that is lifted before its time. It is kept, and never in force again.
MATCH (r:Restriction {id: $id})
SET r.liftedAt = datetime.realtime(), r.liftedBy = $by, r.liftedWhy = $why
