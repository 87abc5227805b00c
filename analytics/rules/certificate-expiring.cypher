// ---
// id: certificate-expiring
// version: 1.0.0
// title: The CPA certificate ends soon
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The version is listed and of a concerned device type, and its renewal or expiry date is from the run's date to N days after it, both included.
// basis: The Central Products List holds the expiry date, and since MP209 (lifetime CPA certificates) the renewal date, of an entry's CPA certificate. What follows from a date is for the SEC Panel to say; this rule only reminds of it.
// why: A certificate that ends while devices depend on it leaves the Panel, the manufacturer and the suppliers too little time.
// fix: Renew the certificate, or plan with the suppliers what follows when it ends.
// parameters: {today: run.today, certificateTypes: rules.certificate-device-types, certificateDays: rules.certificate-days}
// timeout: 60s
// reasons:
//   expiry: {says: 'The expiry date of its CPA certificate is near.', actor: manufacturer, fix: 'Have the product certified again, and submit the new date.'}
//   renewal: {says: 'The renewal date of its CPA certificate is near.', actor: manufacturer, fix: 'Renew the certificate, and submit the new date.'}
// unknowns:
//   both-dates: 'Both an expiry and a renewal date are stated.'
//   no-date: 'Neither an expiry nor a renewal date is stated.'
// ---
CALL () {
  UNWIND CASE WHEN $models IS NULL THEN [1] ELSE [] END AS everything
  MATCH (m:DeviceModel)
  RETURN m
  UNION ALL
  UNWIND $models AS key
  MATCH (m:DeviceModel {key: key})
  RETURN m
}
MATCH (m)-[:HAS_VERSION]->(v:Version)
WHERE v.listed AND v.deviceType IN $certificateTypes
WITH m, v, CASE WHEN v.cpaExpiry IS NOT NULL AND v.cpaRenewal IS NOT NULL THEN 'both-dates'
                WHEN v.cpaExpiry IS NULL AND v.cpaRenewal IS NULL THEN 'no-date'
                WHEN $today <= v.cpaExpiry <= $today + duration({days: $certificateDays}) THEN 'expiry'
                WHEN $today <= v.cpaRenewal <= $today + duration({days: $certificateDays}) THEN 'renewal' END AS reason
WHERE reason IS NOT NULL
CALL (v) {
  MATCH (v)<-[:RUNS]-(c:Cohort)
  WHERE c.count > 0
  RETURN sum(c.count) AS onIt
}
WITH m, v, reason, onIt, coalesce(v.cpaExpiry, v.cpaRenewal) AS due
RETURN v.entryId AS entryId, v.entryId AS subject, reason IN ['both-dates', 'no-date'] AS unknown, 'advice' AS duty, 'advisory' AS class, [reason] AS reasons,
       v.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, onIt AS installs,
       {breaks: [{reason: reason, at: v.entryId, date: due}], certificate: v.cpaCertificate, expiryDate: v.cpaExpiry, renewalDate: v.cpaRenewal,
        daysLeft: duration.inDays($today, due).days, certificateDays: $certificateDays, firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence
ORDER BY subject
