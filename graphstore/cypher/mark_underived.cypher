// No rows. Device models whose derived facts must be worked out again.
UNWIND $keys AS key
MERGE (:Underived {key: key})
