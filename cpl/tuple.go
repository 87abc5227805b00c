package cpl

import "strings"

// DeviceModel is a device type, a manufacturer identifier and a model
// identifier; the model identifier carries the hardware version. All three are
// in canonical form: device type as in the vocabulary, hex in upper case.
type DeviceModel struct {
	DeviceType     string
	ManufacturerID string
	ModelID        string
}

// Key is the model as one text: device type|manufacturer|model.
func (m DeviceModel) Key() string {
	return JoinKey(m.DeviceType, m.ManufacturerID, m.ModelID)
}

// Tuple is what an inventory reports for a device: its model and the firmware
// version that it runs. FirmwareVersion may be blank in an install return.
type Tuple struct {
	DeviceModel
	FirmwareVersion string
}

// Key is the tuple as one text: device type|manufacturer|model|firmware.
func (t Tuple) Key() string {
	return JoinKey(t.DeviceType, t.ManufacturerID, t.ModelID, t.FirmwareVersion)
}

var keyEscaper = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

// JoinKey joins the parts of a subject with "|"; a "|" or "\" inside a part is
// escaped with "\", so different parts never give the same key.
func JoinKey(parts ...string) string {
	size, plain := len(parts), true
	for _, part := range parts {
		size += len(part)
		plain = plain && strings.IndexByte(part, '|') < 0 && strings.IndexByte(part, '\\') < 0
	}
	if plain {
		return strings.Join(parts, "|")
	}
	var b strings.Builder
	b.Grow(size)
	for i, part := range parts {
		if i > 0 {
			b.WriteByte('|')
		}
		_, _ = keyEscaper.WriteString(&b, part)
	}
	return b.String()
}
