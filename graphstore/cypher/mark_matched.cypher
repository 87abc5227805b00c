// No rows. The cohorts of these models are counted and matched.
UNWIND $keys AS key
MATCH (u:Underived {key: key})
SET u.matched = true
