package reports

// What the library of reports does, for the tests of packs.
var (
	BuildPack  = buildPack
	FreezePack = freezePack
)

// Disclosed, OneSlipApart, MonthsBetween, InWords and ForManufacturer are tested by themselves.
var (
	Disclosed     = disclosed
	OneSlipApart  = oneSlipApart
	MonthsBetween = monthsBetween
	InWords       = PackChanges.inWords

	ForManufacturer = Finding.forManufacturer
)
