// ---
// id: install-stale
// version: 1.0.0
// title: A supplier's return is old
// maturity: live
// installs: decide
// subject: return
// identity: [supplier, deviceType]
// addressee: supplier
// copy: [operator]
// definition: The latest as-of date of the supplier's returns of the device type is more than N days before the run's date.
// basis: How often suppliers return counts is a matter of operation; N is a setting (rules.stale-days).
// why: 'What is in service decides which versions are entry points and who is stranded: old counts make old answers.'
// fix: Send a return of this device type as it stands today.
// parameters: {today: run.today, staleDays: rules.stale-days}
// timeout: 60s
// reasons:
//   stale: {says: 'The latest return of this device type is older than the number of days that is set.', actor: supplier, fix: 'Send a return of this device type with today''s date.'}
// ---
MATCH (r:Return)
WITH r, duration.inDays(r.asOf, $today).days AS age
WHERE age > $staleDays
CALL (r) {
  MATCH (c:Cohort {returnKey: r.key})
  WHERE c.count > 0
  RETURN sum(c.count) AS devices
}
RETURN r.supplier AS supplier, r.deviceType AS deviceType, r.key AS subject, false AS unknown, 'advice' AS duty, 'advisory' AS class, ['stale'] AS reasons,
       '' AS manufacturerId, '' AS modelKey, devices AS installs,
       {breaks: [{reason: 'stale', at: r.key}], asOf: r.asOf, ageDays: age, staleDays: $staleDays} AS evidence
ORDER BY subject
