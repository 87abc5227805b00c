// One row is one version whose declared edges must be brought in line, with how many ids it cites.
MATCH (v:Unlinked)
WHERE $everything
RETURN v.entryId AS entryId, size(v.predecessors) AS cited
ORDER BY entryId
