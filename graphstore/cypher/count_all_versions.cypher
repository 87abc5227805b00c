// At most one row: how many versions there are, as the database keeps count of them; none to a reader who sees some alone.
MATCH (v:Version)
WITH count(v) AS total
WHERE $everything OR $readerSupplier <> ''
RETURN total AS total
