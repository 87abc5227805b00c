package cpl

import "strconv"

// CodingTwin is the firmware version that comes of writing each octet of this
// one as two decimal digits: 0002012F gives 00020147. It is blank where there is
// none: an octet above 99 takes three digits, and where no octet is above 9 both
// ways of coding look the same.
func (t Tuple) CodingTwin() string {
	twin := make([]byte, 0, len(t.FirmwareVersion))
	for i := 0; i+2 <= len(t.FirmwareVersion); i += 2 {
		octet, err := strconv.ParseUint(t.FirmwareVersion[i:i+2], 16, 8)
		if err != nil || octet > 99 {
			return ""
		}
		twin = append(twin, byte('0'+octet/10), byte('0'+octet%10))
	}
	if string(twin) == t.FirmwareVersion {
		return ""
	}
	return string(twin)
}
