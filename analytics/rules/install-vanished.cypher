// ---
// id: install-vanished
// version: 1.0.0
// title: A supplier no longer returns a device model that it had
// maturity: live
// installs: decide
// subject: model-return
// identity: [supplier, deviceType, manufacturerId, modelId]
// addressee: supplier
// definition: The supplier's last counts of the device model are above 0, and the model is absent from that supplier's later return of the device type. An explicit 0 passes; a rejected row is a mention.
// basis: A conclusion from the returns; it is never drawn per tuple, since upgrading empties tuples.
// why: 'Devices do not vanish: either the return is incomplete, or the devices went to another supplier and are counted twice.'
// fix: Return the model with its counts, or with 0 if there are no such devices any more.
// timeout: 60s
// reasons:
//   vanished: {says: 'The device model is absent from a later return of its device type, and its last counts were above 0.', actor: supplier, fix: 'Return the model with its counts, or with 0 if there are none left.'}
// unknowns:
//   partial-return: 'Only returns that were marked as partial are later.'
// ---
MATCH (c:Cohort)
WITH c.supplier AS supplier, c.modelKey AS modelKey, c.returnKey AS returnKey, c.deviceType AS deviceType, c.manufacturerId AS manufacturerId, c.modelId AS modelId,
     sum(c.count) AS devices, max(c.asOf) AS asOf
WHERE devices > 0
MATCH (r:Return {key: returnKey})
WHERE r.asOf > asOf
CALL (supplier, modelKey) {
  MATCH (x:RejectedCount {modelKey: modelKey, supplier: supplier})
  RETURN max(x.asOf) AS rejectedOn
}
WITH supplier, modelKey, deviceType, manufacturerId, modelId, devices, asOf, r, CASE WHEN rejectedOn > asOf THEN rejectedOn ELSE asOf END AS mentionedOn
WHERE r.asOf > mentionedOn
WITH supplier, modelKey, deviceType, manufacturerId, modelId, devices, asOf, r, NOT coalesce(r.wholeAsOf > mentionedOn, false) AS unknown,
     replace(replace(supplier, '\\', '\\\\'), '|', '\\|') + '|' + modelKey AS subject
RETURN supplier AS supplier, deviceType AS deviceType, manufacturerId AS manufacturerId, modelId AS modelId, subject AS subject, unknown AS unknown,
       'advice' AS duty, 'advisory' AS class, CASE WHEN unknown THEN ['partial-return'] ELSE ['vanished'] END AS reasons, modelKey AS modelKey, devices AS installs,
       {breaks: [{reason: 'vanished', at: subject}], lastReturned: asOf, laterReturn: r.asOf, laterWholeReturn: r.wholeAsOf} AS evidence
ORDER BY subject
