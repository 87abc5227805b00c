// One row: how many versions, models and manufacturers an import left to do.
CALL () { MATCH (v:Unlinked) RETURN count(v) AS link }
CALL () { MATCH (u:Underived) RETURN count(u) AS derive }
CALL () { MATCH (f:Unnamed) RETURN count(f) AS name }
WITH link, derive, name
WHERE $everything
RETURN link AS link, derive AS derive, name AS name
