// One row: how many requests match, before paging. Blank filters let everything pass.
MATCH (a:Asked)-[:FOR]->(v:Version)
WHERE $everything AND ($party = '' OR a.party = $party) AND (size($entries) = 0 OR v.entryId IN $entries)
RETURN count(a) AS total
