// Mail: who gets what and when, the messages of the outbox, and what there is to tell.
CREATE CONSTRAINT subscription_id IF NOT EXISTS FOR (n:Subscription) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT message_id IF NOT EXISTS FOR (n:Message) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT message_key IF NOT EXISTS FOR (n:Message) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT message_body_hash IF NOT EXISTS FOR (n:MessageBody) REQUIRE n.sha256 IS UNIQUE;
CREATE CONSTRAINT recipient_address IF NOT EXISTS FOR (n:Recipient) REQUIRE n.address IS UNIQUE;
CREATE CONSTRAINT notice_id IF NOT EXISTS FOR (n:Notice) REQUIRE n.id IS UNIQUE;
CREATE INDEX message_due IF NOT EXISTS FOR (n:Message) ON (n.state, n.nextAt);
CREATE INDEX notice_told IF NOT EXISTS FOR (n:Notice) ON (n.told);
