// One row a supplier and device type that was ever returned, with its latest date and its current counts.
MATCH (t:Return)
WHERE $everything
CALL (t) {
  OPTIONAL MATCH (c:Cohort {returnKey: t.key})
  WHERE c.count > 0
  RETURN coalesce(sum(c.count), 0) AS devices, coalesce(sum(CASE WHEN c.carried THEN c.count ELSE 0 END), 0) AS carried
}
RETURN t.supplier AS supplier, t.deviceType AS deviceType, t.asOf AS asOf, devices, carried
ORDER BY supplier, deviceType
