// No rows. A new subscription.
CREATE (s:Subscription {id: $id})
SET s += $props
