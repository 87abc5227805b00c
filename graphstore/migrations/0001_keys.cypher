// The keys: one node each. Neo4j Community has uniqueness constraints only;
// required properties and types are checked in Go.
CREATE CONSTRAINT cpl_entry_id IF NOT EXISTS FOR (n:CplEntry) REQUIRE n.entryId IS UNIQUE;
CREATE CONSTRAINT device_model_key IF NOT EXISTS FOR (n:DeviceModel) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT manufacturer_id IF NOT EXISTS FOR (n:Manufacturer) REQUIRE n.manufacturerId IS UNIQUE;
CREATE CONSTRAINT party_id IF NOT EXISTS FOR (n:Party) REQUIRE n.partyId IS UNIQUE;
CREATE CONSTRAINT cohort_key IF NOT EXISTS FOR (n:Cohort) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT count_key IF NOT EXISTS FOR (n:Count) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT return_key IF NOT EXISTS FOR (n:Return) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT model_return_key IF NOT EXISTS FOR (n:ModelReturn) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rejected_row_entry IF NOT EXISTS FOR (n:RejectedRow) REQUIRE n.entryId IS UNIQUE;
CREATE CONSTRAINT rejected_count_key IF NOT EXISTS FOR (n:RejectedCount) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT import_id IF NOT EXISTS FOR (n:Import) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT run_id IF NOT EXISTS FOR (n:Run) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT finding_fingerprint IF NOT EXISTS FOR (n:Finding) REQUIRE n.fingerprint IS UNIQUE;
CREATE CONSTRAINT underived_key IF NOT EXISTS FOR (n:Underived) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT counter_name IF NOT EXISTS FOR (n:Counter) REQUIRE n.name IS UNIQUE;
