// One row: how many stored versions have a declaration that was stated and could be read, and how many are listed.
MATCH (v:Version)
WHERE $everything
RETURN count(CASE WHEN v.declaration IN ['list', 'none'] THEN 1 END) AS declared, count(CASE WHEN v.listed THEN 1 END) AS listed
