package cpl

// Version is one CPL entry: one firmware version of one device model. Optional
// cells that were blank, or whose column the file lacks, are zero values; ask
// [File.Has] which of the two it was.
type Version struct {
	// EntryID is the CPL Entry ID: opaque, compared exactly after trimming.
	EntryID string
	Tuple   Tuple

	ManufacturerName string
	SMETSVersion     string
	GBCSVersion      string
	// ImageHash is 64 upper-case hex digits, or blank.
	ImageHash      string
	CPACertificate string
	CPAExpiry      Date
	CPARenewal     Date
	AddedOn        Date
	RemovedOn      Date

	// Status is the status word in the vocabulary's spelling, and Listed what
	// the vocabulary makes of it.
	Status string
	Listed bool

	Declaration Declaration
}

// Cohort is one row of a supplier's install return: how many devices it
// operates with one device tuple on one date. It never names a device.
type Cohort struct {
	Supplier string
	Tuple    Tuple
	AsOf     Date
	// Count is the number of devices, Gained how many of them came by change
	// of supplier; 0 <= Gained <= Count.
	Count  int64
	Gained int64
}

// Key identifies the cohort over time: supplier|device type|manufacturer|model|firmware.
func (c Cohort) Key() string {
	return JoinKey(c.Supplier, c.Tuple.DeviceType, c.Tuple.ManufacturerID, c.Tuple.ModelID, c.Tuple.FirmwareVersion)
}
