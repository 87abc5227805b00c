// Requests to parties about entries, and how often they were repeated.
CREATE CONSTRAINT asked_id IF NOT EXISTS FOR (n:Asked) REQUIRE n.id IS UNIQUE;
