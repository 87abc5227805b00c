package cpl

// Applicability says until when a pair of a SMETS or CHTS version and a GBCS
// version is maintained. Versions are compared exactly.
type Applicability struct {
	SMETSVersion, GBCSVersion string
	// EndsOn is the last day; absent while no end is set.
	EndsOn Date
}

// Key identifies the pair, or is blank where one of the two is. Neither holds
// the newline between them, which no such cell of the table may hold.
func (a Applicability) Key() string {
	if a.SMETSVersion == "" || a.GBCSVersion == "" {
		return ""
	}
	return a.SMETSVersion + "\n" + a.GBCSVersion
}
