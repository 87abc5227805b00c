// ---
// id: certificate-expired
// version: 1.0.0
// title: The CPA certificate has expired
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// copy: [operator]
// definition: The version is listed and of a concerned device type; its expiry date is before the run's date and it has no renewal date.
// basis: The Central Products List holds the expiry date, and since MP209 (lifetime CPA certificates) the renewal date, of an entry's CPA certificate. What follows from a date is for the SEC Panel to say; this rule only reminds of it.
// why: A listed version whose certificate has ended is on the list without the assurance that the list stands for.
// fix: Submit the date of the new certificate, or ask the operator of the list to correct the entry.
// parameters: {today: run.today, certificateTypes: rules.certificate-device-types}
// timeout: 60s
// reasons:
//   expired: {says: 'The expiry date of its CPA certificate has passed.', actor: manufacturer, fix: 'Submit the new certificate and its date, or agree with the Panel what becomes of the entry.'}
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
                WHEN v.cpaExpiry < $today THEN 'expired' END AS reason
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
        daysLeft: duration.inDays($today, due).days, firmwareVersion: v.firmwareVersion, status: v.status, dateAdded: v.addedOn, devicesOnIt: onIt} AS evidence
ORDER BY subject
