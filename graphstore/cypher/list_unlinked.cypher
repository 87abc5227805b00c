// One row is one version whose declared edges must be brought in line, with how many ids it cites. In no order:
// the next page is what is still so once this one is settled.
MATCH (v:Unlinked)
WHERE $everything
RETURN v.entryId AS key, size(v.predecessors) AS size
LIMIT $limit
