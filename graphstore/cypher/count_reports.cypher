// One row: how many published reports the filters let pass.
MATCH (r:Report)
WHERE $everything AND ($pack = '' OR r.pack = $pack) AND ($party = '' OR r.party = $party)
RETURN count(r) AS total
