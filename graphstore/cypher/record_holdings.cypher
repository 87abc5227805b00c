// One row a device model in service: how many suppliers report devices of it, how many devices, and how many of them the largest supplier has.
MATCH (c:Cohort)
WHERE $everything AND c.count > 0
WITH c.modelKey AS modelKey, c.supplier AS supplier, sum(c.count) AS devices
RETURN modelKey AS modelKey, count(supplier) AS suppliers, sum(devices) AS devices, max(devices) AS largest
ORDER BY modelKey
