package analytics

import (
	_ "embed" // the calendar and the table
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
	"waymark/cpl"
	"waymark/graphstore"
)

var (
	//go:embed workingdays.yaml
	workingDaysFile []byte
	//go:embed deadlines.yaml
	deadlinesFile []byte
)

// Deadlines says by when findings are due. It is read-only and safe for concurrent use.
type Deadlines struct {
	until    cpl.Date
	holidays map[cpl.Date]bool
	// days are the working days by class, then severity.
	days map[string]map[string]int
}

// LoadDeadlines reads the calendar of working days and the table of periods that
// this program carries.
func LoadDeadlines() (*Deadlines, error) {
	return parseDeadlines(workingDaysFile, deadlinesFile)
}

func parseDeadlines(calendar, table []byte) (*Deadlines, error) {
	var days struct {
		Until    string   `yaml:"until"`
		Holidays []string `yaml:"holidays"`
	}
	if err := yaml.Unmarshal(calendar, &days); err != nil {
		return nil, fmt.Errorf("workingdays.yaml: %w", err)
	}
	d := &Deadlines{holidays: map[cpl.Date]bool{}}
	var err error
	if d.until, err = cpl.ParseISODate(days.Until); err != nil {
		return nil, fmt.Errorf("workingdays.yaml: until: %w", err)
	}
	for _, text := range days.Holidays {
		day, err := cpl.ParseISODate(text)
		if err != nil {
			return nil, fmt.Errorf("workingdays.yaml: holidays: %w", err)
		}
		d.holidays[day] = true
	}
	if err := yaml.Unmarshal(table, &d.days); err != nil {
		return nil, fmt.Errorf("deadlines.yaml: %w", err)
	}
	for class, severities := range d.days {
		for severity, n := range severities {
			if !slices.Contains(Severities, severity) || n < 1 || n > 1000 {
				return nil, fmt.Errorf("deadlines.yaml: %s.%s: %d: give a severity, and from 1 to 1000 working days", class, severity, n)
			}
		}
	}
	return d, nil
}

// Due is by when a finding is due that was opened on a day: the given number of
// working days after it. Nothing is due where the table gives no number.
func (d *Deadlines) Due(severity, class string, openedOn cpl.Date) graphstore.Due {
	n := d.days[class][severity]
	day, ok := openedOn.Time()
	if n == 0 || !ok {
		return graphstore.Due{}
	}
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if d.working(day) {
			n--
		}
	}
	due := graphstore.Due{On: cpl.DateOf(day)}
	if due.On > d.until {
		due.Note = fmt.Sprintf("the calendar of working days ends on %s: bank holidays after it are not taken into account", d.until)
	}
	return due
}

func (d *Deadlines) working(day time.Time) bool {
	weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	return !weekend && !d.holidays[cpl.DateOf(day)]
}
