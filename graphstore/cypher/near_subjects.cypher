// One row is one subject that is spelt somewhat like a text: written otherwise in case, holding it, or beginning alike.
WITH toLower($subject) AS asked, toLower(left($subject, 4)) AS start
WHERE $everything
CALL (asked, start) {
  MATCH (e:CplEntry)
  WHERE toLower(e.entryId) CONTAINS asked OR toLower(e.entryId) STARTS WITH start
  RETURN e.entryId AS subject
  LIMIT 2000
  UNION
  MATCH (m:DeviceModel)
  WHERE toLower(m.key) CONTAINS asked
  RETURN m.key AS subject
  LIMIT 500
  UNION
  MATCH (c:Cohort)
  WHERE toLower(c.key) CONTAINS asked
  RETURN c.key AS subject
  LIMIT 500
  UNION
  MATCH (f:Finding)
  WHERE size(asked) >= 6 AND f.fingerprint STARTS WITH asked
  RETURN f.fingerprint AS subject
  LIMIT 10
}
RETURN subject AS subject
