// No rows. Records that a migration was applied, in the transaction that checked the lease.
MERGE (m:SchemaMigration {number: $number})
SET m.name = $name, m.checksum = $checksum, m.appliedAt = datetime.realtime()
