// One row is one listed version: its id, and of which date its newest statement is.
MATCH (v:Version)
WHERE v.listed AND $everything
RETURN v.entryId AS entryId, v.effectiveOn AS effectiveOn
