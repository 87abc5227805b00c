// One row is one device model whose cohorts must be counted and matched, with its size in cohorts. In no order: the
// next page is what is still so once this one is settled.
MATCH (u:Underived)
WHERE u.matched IS NULL AND $everything
WITH u
LIMIT $limit
RETURN u.key AS key, COUNT { (:Cohort {modelKey: u.key}) } AS size
