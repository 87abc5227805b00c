// One row: how many findings match, before paging.
MATCH (n:Finding)
WHERE $everything
  AND ($rule = '' OR n.rule = $rule)
  AND (size($states) = 0 OR n.state IN $states)
  AND ($manufacturer = '' OR n.manufacturerId = $manufacturer)
  AND ($supplier = '' OR n.supplier = $supplier)
RETURN count(n) AS total
