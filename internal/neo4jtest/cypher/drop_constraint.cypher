// No row.
DROP CONSTRAINT $name
