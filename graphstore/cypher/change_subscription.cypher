// One row: a subscription, whose lock this transaction has, with what a person changed of it.
MATCH (s:Subscription {id: $id})
SET s += $props, s.revision = s.revision + 1
RETURN properties(s) AS subscription
