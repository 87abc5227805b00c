// Who may ask: API keys, people's sessions and the logins that lead to them. And
// what was done: the audit, a chain that its head locks.
CREATE CONSTRAINT api_key_id IF NOT EXISTS FOR (n:ApiKey) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT session_hash IF NOT EXISTS FOR (n:Session) REQUIRE n.hash IS UNIQUE;
CREATE CONSTRAINT login_hash IF NOT EXISTS FOR (n:Login) REQUIRE n.hash IS UNIQUE;
CREATE CONSTRAINT audit_entry_seq IF NOT EXISTS FOR (n:AuditEntry) REQUIRE n.seq IS UNIQUE;
CREATE CONSTRAINT audit_head_name IF NOT EXISTS FOR (n:AuditHead) REQUIRE n.name IS UNIQUE;
CREATE INDEX session_person IF NOT EXISTS FOR (n:Session) ON (n.person);
CREATE INDEX session_ends_at IF NOT EXISTS FOR (n:Session) ON (n.endsAt);
CREATE INDEX login_ends_at IF NOT EXISTS FOR (n:Login) ON (n.endsAt);
