// One row per constraint.
SHOW CONSTRAINTS YIELD name RETURN name AS name ORDER BY name
