// One row: how many versions, models and manufacturers an import left to do.
CALL () { MATCH (v:Unlinked) RETURN count(v) AS link }
CALL () { MATCH (u:Underived) RETURN count(u) AS derive, count(CASE WHEN u.matched IS NULL THEN 1 END) AS match }
CALL () { MATCH (f:Unnamed) RETURN count(f) AS name }
WITH link, match, derive, name
WHERE $everything
RETURN link AS link, match AS match, derive AS derive, name AS name
