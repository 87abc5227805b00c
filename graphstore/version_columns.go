package graphstore

import (
	"waymark/cpl"
)

// versionColumn ties a column of a CPL file to a property of a Version node
// and of a Statement: the one place that knows which is which.
type versionColumn struct {
	column   cpl.Column
	property string
	get      func(*cpl.Version) string
	set      func(*cpl.Version, string)
	date     bool
}

func textColumn(column cpl.Column, property string, field func(*cpl.Version) *string) versionColumn {
	return versionColumn{
		column: column, property: property,
		get: func(v *cpl.Version) string { return *field(v) },
		set: func(v *cpl.Version, s string) { *field(v) = s },
	}
}

func dateColumn(column cpl.Column, property string, field func(*cpl.Version) *cpl.Date) versionColumn {
	return versionColumn{
		column: column, property: property, date: true,
		get: func(v *cpl.Version) string { return string(*field(v)) },
		set: func(v *cpl.Version, s string) { *field(v) = cpl.Date(s) },
	}
}

// versionColumns are the columns that hold one value each. Status also decides
// "listed", and the declaration has three properties; both are handled beside.
var versionColumns = []versionColumn{
	textColumn(cpl.ColDeviceType, "deviceType", func(v *cpl.Version) *string { return &v.Tuple.DeviceType }),
	textColumn(cpl.ColManufacturerID, "manufacturerId", func(v *cpl.Version) *string { return &v.Tuple.ManufacturerID }),
	textColumn(cpl.ColModelID, "modelId", func(v *cpl.Version) *string { return &v.Tuple.ModelID }),
	textColumn(cpl.ColFirmwareVersion, "firmwareVersion", func(v *cpl.Version) *string { return &v.Tuple.FirmwareVersion }),
	textColumn(cpl.ColManufacturerName, "manufacturerName", func(v *cpl.Version) *string { return &v.ManufacturerName }),
	textColumn(cpl.ColSMETSVersion, "smetsVersion", func(v *cpl.Version) *string { return &v.SMETSVersion }),
	textColumn(cpl.ColGBCSVersion, "gbcsVersion", func(v *cpl.Version) *string { return &v.GBCSVersion }),
	textColumn(cpl.ColImageHash, "imageHash", func(v *cpl.Version) *string { return &v.ImageHash }),
	textColumn(cpl.ColCPACertificate, "cpaCertificate", func(v *cpl.Version) *string { return &v.CPACertificate }),
	textColumn(cpl.ColStatus, "status", func(v *cpl.Version) *string { return &v.Status }),
	dateColumn(cpl.ColCPAExpiry, "cpaExpiry", func(v *cpl.Version) *cpl.Date { return &v.CPAExpiry }),
	dateColumn(cpl.ColCPARenewal, "cpaRenewal", func(v *cpl.Version) *cpl.Date { return &v.CPARenewal }),
	dateColumn(cpl.ColAddedOn, "addedOn", func(v *cpl.Version) *cpl.Date { return &v.AddedOn }),
	dateColumn(cpl.ColRemovedOn, "removedOn", func(v *cpl.Version) *cpl.Date { return &v.RemovedOn }),
}

// storedVersion is a version as the graph holds it.
type storedVersion struct {
	version     cpl.Version
	effectiveOn cpl.Date
	// knownOn is the newest date of which a list said this, whether it was the
	// first to say so or repeated it.
	knownOn cpl.Date
	retired bool
}

func toStoredVersion(properties map[string]any) storedVersion {
	s := storedVersion{effectiveOn: toDate(properties["effectiveOn"]), retired: properties["retiredOn"] != nil}
	s.knownOn = max(s.effectiveOn, toDate(properties["confirmedOn"]))
	s.version.EntryID, _ = properties["entryId"].(string)
	for _, c := range versionColumns {
		c.set(&s.version, propertyText(properties[c.property]))
	}
	s.version.Listed, _ = properties["listed"].(bool)
	s.version.Declaration = declarationOf(properties)
	return s
}

func propertyText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return string(toDate(value))
}

func declarationOf(properties map[string]any) cpl.Declaration {
	state, _ := properties["declaration"].(string)
	text, _ := properties["declarationText"].(string)
	return cpl.Declaration{State: cpl.DeclarationState(state), IDs: toTexts(properties["predecessors"]), Text: text}
}

// overlay is base with the columns of stated that the file has: an absent
// column leaves what is stored, a blank cell replaces it.
func overlay(base, stated cpl.Version, has func(cpl.Column) bool) cpl.Version {
	out := base
	out.EntryID = stated.EntryID
	for _, c := range versionColumns {
		if has(c.column) {
			c.set(&out, c.get(&stated))
		}
	}
	if has(cpl.ColStatus) {
		out.Listed = stated.Listed
	}
	if has(cpl.ColDeclaration) {
		out.Declaration = stated.Declaration
	}
	if out.Declaration.State == "" {
		out.Declaration.State = cpl.NotStated
	}
	return out
}

// sameVersion compares every known column as read; a declaration respelt to the
// same meaning does not differ.
func sameVersion(a, b cpl.Version) bool {
	for _, c := range versionColumns {
		if c.get(&a) != c.get(&b) {
			return false
		}
	}
	return a.Listed == b.Listed && a.Declaration.Same(b.Declaration)
}

// versionProperties are the properties of v's node; absent values are null, so
// that SET += removes them.
func versionProperties(v cpl.Version, effectiveOn cpl.Date) map[string]any {
	p := statedProperties(v, func(cpl.Column) bool { return true })
	p["entryId"] = v.EntryID
	p["modelKey"] = v.Tuple.DeviceModel.Key()
	p["tupleKey"] = v.Tuple.Key()
	p["twinTupleKey"] = twinTupleKey(v.Tuple)
	p["effectiveOn"] = fromDate(effectiveOn)
	p["retiredOn"] = nil
	return p
}

// twinTupleKey is the tuple with the coding twin of its firmware version, or null.
func twinTupleKey(t cpl.Tuple) any {
	t.FirmwareVersion = t.CodingTwin()
	if t.FirmwareVersion == "" {
		return nil
	}
	return t.Key()
}

// statedProperties are the properties for the columns that a file has.
func statedProperties(v cpl.Version, has func(cpl.Column) bool) map[string]any {
	p := make(map[string]any, len(versionColumns)+8)
	for _, c := range versionColumns {
		switch {
		case !has(c.column):
		case c.date:
			p[c.property] = fromDate(cpl.Date(c.get(&v)))
		default:
			p[c.property] = fromText(c.get(&v))
		}
	}
	if has(cpl.ColStatus) {
		p["listed"] = v.Listed
	}
	if has(cpl.ColDeclaration) {
		ids := v.Declaration.IDs
		if ids == nil {
			ids = []string{}
		}
		p["declaration"] = string(v.Declaration.State)
		p["declarationText"] = fromText(v.Declaration.Text)
		p["predecessors"] = ids
	}
	return p
}
