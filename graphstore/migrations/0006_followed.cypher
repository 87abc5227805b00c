// Findings that are followed: who represents whom, what causes what, waivers, the baseline.
CREATE CONSTRAINT manufacturer_identifier IF NOT EXISTS FOR (n:ManufacturerIdentifier) REQUIRE n.manufacturerId IS UNIQUE;
CREATE CONSTRAINT cause_key IF NOT EXISTS FOR (n:Cause) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT cause_set_key IF NOT EXISTS FOR (n:CauseSet) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT waiver_id IF NOT EXISTS FOR (n:Waiver) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT baseline_name IF NOT EXISTS FOR (n:Baseline) REQUIRE n.name IS UNIQUE;
CREATE INDEX party_category IF NOT EXISTS FOR (n:Party) ON (n.category);
CREATE INDEX finding_baselined IF NOT EXISTS FOR (n:Finding) ON (n.baselined);
