package reports

// What the library of reports does, for the tests of packs.
var (
	BuildPack  = buildPack
	FreezePack = freezePack
)

// Disclosed, OneSlipApart, MonthsBetween and InWords are tested by tables.
var (
	Disclosed     = disclosed
	OneSlipApart  = oneSlipApart
	MonthsBetween = monthsBetween
	InWords       = PackChanges.inWords
)
