// One row is one listed version: its id, and the newest date of which a list said so.
MATCH (v:Version)
WHERE v.listed AND $everything
RETURN v.entryId AS entryId, CASE WHEN v.confirmedOn > v.effectiveOn THEN v.confirmedOn ELSE v.effectiveOn END AS knownOn
