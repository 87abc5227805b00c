// One row is one finding. Empty filters let everything pass; the order is fixed, so that $after continues a page.
MATCH (n:Finding)
WHERE $everything
  AND ($rule = '' OR n.rule = $rule)
  AND (size($states) = 0 OR n.state IN $states)
  AND ($manufacturer = '' OR n.manufacturerId = $manufacturer)
  AND ($supplier = '' OR n.supplier = $supplier)
  AND (n.rule > $afterRule OR (n.rule = $afterRule AND (n.subject > $afterSubject OR (n.subject = $afterSubject AND n.fingerprint > $afterFingerprint))))
RETURN properties(n) AS finding
ORDER BY n.rule, n.subject, n.fingerprint
LIMIT $limit
