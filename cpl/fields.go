package cpl

// field is what the program knows of a column: how its cells are read, where
// their value goes, and whether a file can do without it.
type field struct {
	column   Column
	read     string
	required bool
	into     func(*rowReader, cell)
}

// cplFields and installFields are in the order in which a row is read: the
// device type goes before the firmware version, the count before the gained one.
var cplFields = []field{
	{ColEntryID, "id", true, func(r *rowReader, c cell) { r.row.Version.EntryID = r.id(c) }},
	{ColDeviceType, "device-type", true, func(r *rowReader, c cell) { r.row.Version.Tuple.DeviceType = r.deviceType(c) }},
	{ColManufacturerID, "hex4", true, func(r *rowReader, c cell) { r.row.Version.Tuple.ManufacturerID = r.hex(c, 4) }},
	{ColManufacturerName, "text", false, func(r *rowReader, c cell) { r.row.Version.ManufacturerName = r.text(c) }},
	{ColModelID, "hex8", true, func(r *rowReader, c cell) { r.row.Version.Tuple.ModelID = r.hex(c, 8) }},
	{ColFirmwareVersion, "hex8", true, func(r *rowReader, c cell) { r.row.Version.Tuple.FirmwareVersion = r.hex(c, 8) }},
	{ColSMETSVersion, "text", false, func(r *rowReader, c cell) { r.row.Version.SMETSVersion = r.text(c) }},
	{ColGBCSVersion, "text", false, func(r *rowReader, c cell) { r.row.Version.GBCSVersion = r.text(c) }},
	{ColImageHash, "hex64", false, func(r *rowReader, c cell) { r.row.Version.ImageHash = r.hex(c, 64) }},
	{ColCPACertificate, "text", false, func(r *rowReader, c cell) { r.row.Version.CPACertificate = r.text(c) }},
	{ColCPAExpiry, "date", false, func(r *rowReader, c cell) { r.row.Version.CPAExpiry = r.date(c) }},
	{ColCPARenewal, "date", false, func(r *rowReader, c cell) { r.row.Version.CPARenewal = r.date(c) }},
	{ColStatus, "status", true, func(r *rowReader, c cell) { r.row.Version.Status, r.row.Version.Listed = r.status(c) }},
	{ColAddedOn, "date", false, func(r *rowReader, c cell) { r.row.Version.AddedOn = r.date(c) }},
	{ColRemovedOn, "date", false, func(r *rowReader, c cell) { r.row.Version.RemovedOn = r.date(c) }},
	{ColDeclaration, "declaration", false, func(r *rowReader, c cell) { r.row.Version.Declaration = r.declaration(c) }},
}

var installFields = []field{
	{ColSupplier, "name", true, func(r *rowReader, c cell) { r.row.Cohort.Supplier = r.name(c) }},
	{ColDeviceType, "device-type", true, func(r *rowReader, c cell) { r.row.Cohort.Tuple.DeviceType = r.deviceType(c) }},
	{ColManufacturerID, "hex4", true, func(r *rowReader, c cell) { r.row.Cohort.Tuple.ManufacturerID = r.hex(c, 4) }},
	{ColModelID, "hex8", true, func(r *rowReader, c cell) { r.row.Cohort.Tuple.ModelID = r.hex(c, 8) }},
	{ColFirmwareVersion, "firmware", true, func(r *rowReader, c cell) { r.row.Cohort.Tuple.FirmwareVersion = r.firmware(c) }},
	{ColAsOf, "return-date", true, func(r *rowReader, c cell) { r.row.Cohort.AsOf = r.returnDate(c) }},
	{ColCount, "count", true, func(r *rowReader, c cell) { r.row.Cohort.Count, r.counted = r.count(c) }},
	{ColGained, "count", false, func(r *rowReader, c cell) { r.row.Cohort.Gained = r.gained(c) }},
}

var applicabilityFields = []field{
	{ColSMETSVersion, "name", true, func(r *rowReader, c cell) { r.row.Applicability.SMETSVersion = r.name(c) }},
	{ColGBCSVersion, "name", true, func(r *rowReader, c cell) { r.row.Applicability.GBCSVersion = r.name(c) }},
	{ColMaintainedUntil, "date", false, func(r *rowReader, c cell) { r.row.Applicability.EndsOn = r.date(c) }},
}

var partyFields = []field{
	{ColParty, "name", true, func(r *rowReader, c cell) { r.row.Party.Name = r.name(c) }},
	{ColCategory, "category", true, func(r *rowReader, c cell) { r.row.Party.Category = r.category(c) }},
	{ColManufacturerIDs, "hex4-list", false, func(r *rowReader, c cell) { r.row.Party.ManufacturerIDs = r.hexList(c) }},
	{ColContact, "text", false, func(r *rowReader, c cell) { r.row.Party.Contact = r.text(c) }},
	{ColEmail, "email", false, func(r *rowReader, c cell) { r.row.Party.Email = r.email(c) }},
}

func fieldList(kind Kind) []field {
	switch kind {
	case KindCPL, KindDCC:
		return cplFields
	case KindApplicability:
		return applicabilityFields
	case KindInstalls:
		return installFields
	case KindParties:
		return partyFields
	}
	return nil
}

func fieldsOf(kind Kind) map[Column]field {
	fields := map[Column]field{}
	for _, f := range fieldList(kind) {
		fields[f.column] = f
	}
	return fields
}
