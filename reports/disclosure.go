package reports

import "waymark/graphstore"

// What a manufacturer may be told of installs: see disclosed.
const (
	disclosedSuppliers = 3
	disclosedDevices   = 10
	// disclosedShare is the most that one supplier may have, in percent.
	disclosedShare = 85
	disclosedTo    = 10
)

// disclosed is the total of a device model, rounded, and whether it may be told:
// at least three suppliers, at least ten devices, and no supplier above 85 %, so
// that nobody can work out what one supplier has.
func disclosed(h graphstore.Holding) (int64, bool) {
	if h.Suppliers < disclosedSuppliers || h.Devices < disclosedDevices || h.Largest*100 > h.Devices*disclosedShare {
		return 0, false
	}
	return (h.Devices + disclosedTo/2) / disclosedTo * disclosedTo, true
}
