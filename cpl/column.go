package cpl

// Column is a known column of an input file, by its header in the contract.
type Column string

// The columns of a CPL file, of an install return and of the applicability
// table, which shares the two versions with the list.
const (
	ColEntryID          Column = "CPL Entry ID"
	ColDeviceType       Column = "Device Type"
	ColManufacturerID   Column = "Manufacturer Identifier"
	ColManufacturerName Column = "Manufacturer Name"
	ColModelID          Column = "Model Identifier"
	ColFirmwareVersion  Column = "Firmware Version"
	ColSMETSVersion     Column = "SMETS/CHTS Version"
	ColGBCSVersion      Column = "GBCS Version"
	ColImageHash        Column = "Manufacturer Image Hash"
	ColCPACertificate   Column = "CPA Certificate"
	ColCPAExpiry        Column = "CPA Expiry Date"
	ColCPARenewal       Column = "CPA Renewal Date"
	ColStatus           Column = "Status"
	ColAddedOn          Column = "Date Added"
	ColRemovedOn        Column = "Date Removed"
	ColDeclaration      Column = "Previous Firmware CPL Entry IDs"

	ColSupplier Column = "Supplier"
	ColAsOf     Column = "As Of"
	ColCount    Column = "Count"
	ColGained   Column = "Gained Count"

	ColMaintainedUntil Column = "Maintenance End Date"

	ColParty           Column = "Party"
	ColCategory        Column = "Category"
	ColManufacturerIDs Column = "Manufacturer Identifiers"
	ColContact         Column = "Contact"
	ColEmail           Column = "E-mail"
)
