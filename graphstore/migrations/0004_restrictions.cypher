// Restricted edges, and the tables that each import of their kind replaces.
CREATE CONSTRAINT restriction_id IF NOT EXISTS FOR (n:Restriction) REQUIRE n.id IS UNIQUE;
CREATE INDEX restriction_in_force IF NOT EXISTS FOR (n:Restriction) ON (n.inForce);
CREATE INDEX restriction_edge IF NOT EXISTS FOR (n:Restriction) ON (n.from, n.to);
CREATE CONSTRAINT reference_table_kind IF NOT EXISTS FOR (n:ReferenceTable) REQUIRE n.kind IS UNIQUE;
CREATE CONSTRAINT reference_row_key IF NOT EXISTS FOR (n:ReferenceRow) REQUIRE n.key IS UNIQUE;
CREATE INDEX reference_row_import IF NOT EXISTS FOR (n:ReferenceRow) ON (n.importId);
