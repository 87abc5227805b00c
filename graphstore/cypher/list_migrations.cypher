// One row is one applied migration.
MATCH (m:SchemaMigration)
RETURN m.number AS number, m.name AS name, m.checksum AS checksum
ORDER BY number
