// No rows. What the run rests on.
MATCH (r:Run {id: $id})
SET r.inputsHash = $inputsHash, r.listOf = $listOf, r.installsOf = $installsOf, r.today = $today
