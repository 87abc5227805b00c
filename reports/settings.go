package reports

// Settings are what a report needs beside the graph.
type Settings struct {
	// Marking is printed at the top and bottom of every page.
	Marking Marking
	// Rules are the texts of all rules in the registry, in any order.
	Rules []RuleText
	// StaleDays is the age in days above which a return is called stale; 0
	// takes the setting's default of 45.
	StaleDays int
	// Pictures is the most device models to draw; 0 means 5.
	Pictures int
}

const (
	defaultStaleDays = 45
	defaultPictures  = 5
)

func (s Settings) withDefaults() Settings {
	if s.StaleDays == 0 {
		s.StaleDays = defaultStaleDays
	}
	if s.Pictures == 0 {
		s.Pictures = defaultPictures
	}
	return s
}
