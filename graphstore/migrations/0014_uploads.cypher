// What is known of files that were sent to be loaded, beside the imports that loaded something.
CREATE CONSTRAINT upload_id IF NOT EXISTS FOR (n:Upload) REQUIRE n.id IS UNIQUE;
CREATE INDEX upload_expires IF NOT EXISTS FOR (n:Upload) ON (n.expiresAt);
