// One row a message that was not in the outbox yet. One to a suspended recipient is dead from the start, and says why.
UNWIND $messages AS message
MERGE (m:Message {key: message.key})
  ON CREATE SET m.isNew = true
WITH m, message
WHERE m.isNew
REMOVE m.isNew
SET m += message.props
WITH m, message
MATCH (b:MessageBody {sha256: message.body})
CREATE (m)-[:HAS_BODY]->(b)
WITH m
OPTIONAL MATCH (r:Recipient {address: m.to})
WHERE r.suspendedAt IS NOT NULL
FOREACH (ignored IN CASE WHEN r IS NULL THEN [] ELSE [1] END |
  SET m.state = 'dead', m.reply = 'not sent: the recipient is suspended since ' + toString(date(r.suspendedAt)) + ' (' + r.why + ')')
RETURN m.id AS id
