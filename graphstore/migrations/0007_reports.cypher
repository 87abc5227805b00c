// Published reports, and what was rendered of them.
CREATE CONSTRAINT report_id IF NOT EXISTS FOR (n:Report) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT report_key IF NOT EXISTS FOR (n:Report) REQUIRE n.key IS UNIQUE;
CREATE INDEX report_pack IF NOT EXISTS FOR (n:Report) ON (n.pack, n.party);
