// One row is one version, by CPL Entry ID: its columns and its declaration. Empty filters let everything pass.
MATCH (v:CplEntry)
USING INDEX v:CplEntry(entryId)
WHERE v.entryId > '' AND v:Version
  AND ($everything OR $readerSupplier <> '' OR v.manufacturerId IN $readerManufacturers)
  AND ($model = '' OR v.modelKey = $model)
  AND ($maker = '' OR v.manufacturerId = $maker)
  AND ($deviceType = '' OR v.deviceType = $deviceType)
  AND ($declaration = '' OR v.declaration = $declaration)
  AND ($listed IS NULL OR v.listed = $listed)
RETURN v.entryId AS entryId, v.modelKey AS modelKey, v.deviceType AS deviceType, v.manufacturerId AS manufacturerId, v.manufacturerName AS manufacturerName,
       v.modelId AS modelId, v.firmwareVersion AS firmwareVersion, v.smetsVersion AS smetsVersion, v.gbcsVersion AS gbcsVersion, v.imageHash AS imageHash,
       v.cpaCertificate AS cpaCertificate, v.cpaExpiry AS cpaExpiry, v.cpaRenewal AS cpaRenewal, v.status AS status, v.listed AS listed, v.addedOn AS addedOn,
       v.removedOn AS removedOn, v.effectiveOn AS effectiveOn, v.retiredOn AS retiredOn, v.declaration AS declaration, v.predecessors AS predecessors,
       v.declarationText AS declarationText
ORDER BY v.entryId
