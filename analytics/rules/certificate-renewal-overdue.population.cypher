// One row: the listed versions of device types that need a CPA certificate.
MATCH (m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed AND v.deviceType IN $certificateTypes
RETURN count(v) AS examined
