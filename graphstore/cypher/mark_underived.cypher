// No rows. Device models whose derived facts must be worked out again.
UNWIND $keys AS key
MERGE (u:Underived {key: key})
SET u.matched = null
