package analytics

import (
	"encoding/json"

	"waymark/cpl"
	"waymark/graphstore"
)

// Settings are what rules need to know that the list itself does not say. They
// are data, because the SEC's own current values are not public.
type Settings struct {
	// InForceDate is from when a declaration is a duty; absent, every duty is unknown.
	InForceDate cpl.Date
	// HubPairs maps each device type of a communications hub to its twin.
	HubPairs map[string]string
	// StaleDays is how many days old a supplier's latest return of a device type
	// may be.
	StaleDays int
	// CertificateDays is how many days ahead the end of a certificate is announced.
	CertificateDays int
	// CertificateTypes are the device types that need a CPA certificate.
	CertificateTypes []string
	// Parameters replace the defaults of parameters that are a rule's own, by
	// "rule.parameter"; see [Parameter].
	Parameters map[string]string
}

// The settings that a rule's parameters may name.
const (
	settingInForce  = "rules.in-force-date"
	settingToday    = "run.today"
	settingHubPairs = "vocabulary.hub-pairs"
	settingStale    = "rules.stale-days"
	settingCertDays = "rules.certificate-days"
	settingCertType = "rules.certificate-device-types"
	// settingParameters names no parameter: it fills those that have a default.
	settingParameters = "rules.parameters"
)

var settingNames = []string{settingInForce, settingToday, settingHubPairs, settingStale, settingCertDays, settingCertType}

// bind fills the rule's parameters from the settings and the run's date. The
// reserved ones are null: a run looks at the whole graph.
func (r Rule) bind(s Settings, today cpl.Date) map[string]any {
	params := map[string]any{paramModels: nil, paramEntries: nil}
	for name, parameter := range r.Parameters {
		switch parameter.Setting {
		case "":
			text, replaced := s.Parameters[r.ID+"."+name]
			// Verify has refused what cannot be read; without it the default stands.
			if value, err := parameter.value(text, replaced); err == nil {
				params[name] = value
			} else {
				params[name] = parameter.Default
			}
		case settingInForce:
			params[name] = graphstore.DateParam(s.InForceDate)
		case settingToday:
			params[name] = graphstore.DateParam(today)
		case settingHubPairs:
			pairs := make(map[string]any, len(s.HubPairs))
			for a, b := range s.HubPairs {
				pairs[a] = b
			}
			params[name] = pairs
		case settingStale:
			params[name] = s.StaleDays
		case settingCertDays:
			params[name] = s.CertificateDays
		case settingCertType:
			types := make([]any, len(s.CertificateTypes))
			for i, t := range s.CertificateTypes {
				types[i] = t
			}
			params[name] = types
		}
	}
	return params
}

// text is the settings as they are recorded with a run.
func (s Settings) text() string {
	// A map of texts, lists and numbers always encodes.
	b, _ := json.Marshal(map[string]any{
		settingInForce: string(s.InForceDate), settingHubPairs: s.HubPairs, settingStale: s.StaleDays,
		settingCertDays: s.CertificateDays, settingCertType: s.CertificateTypes, settingParameters: s.Parameters,
	})
	return string(b)
}
