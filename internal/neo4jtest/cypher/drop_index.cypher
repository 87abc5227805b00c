// No row.
DROP INDEX $name
