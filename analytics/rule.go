package analytics

import (
	"time"
)

// Maturity says who sees a rule's findings.
type Maturity string

// Live rules are reported to everybody; those in the shadow to operators alone.
const (
	Live   Maturity = "live"
	Shadow Maturity = "shadow"
)

// Rule is one check over the graph, as its file states it.
type Rule struct {
	// ID is the file's name; it names the condition and is never reused.
	ID string `yaml:"id"`
	// Version is semantic; it is stored with every result.
	Version string `yaml:"version"`
	// Title says in a layman's words what is wrong where the rule fails.
	Title    string   `yaml:"title"`
	Maturity Maturity `yaml:"maturity"`
	// Installs says what follows from which versions devices run: "decide", whether
	// there is a finding; "reasons", its reasons alone; "nothing". A manufacturer is
	// told of the findings of the last two, without such reasons. Where it is left
	// out it is nothing for a rule that this program carries, which a test proves,
	// and decide for another, which nobody has proved.
	Installs string `yaml:"installs"`
	// Audience is for whom the rule is kept, if not for everybody: manufacturer. Its
	// findings are in no report, count or list of others, unless asked for by name.
	Audience string `yaml:"audience"`
	// Subject is what a finding is about: version, cohort, cycle, hash, tuple,
	// return (of a device type by a supplier), model-return (of a device model by
	// a supplier) or entry (a CPL Entry ID, whether or not a version has it).
	Subject string `yaml:"subject"`
	// Identity are the returned columns that make two runs' findings the same
	// finding: stable ones only, no counts, dates or ages.
	Identity  []string `yaml:"identity"`
	Addressee string   `yaml:"addressee"`
	// Copy are those who are told beside the addressee.
	Copy []string `yaml:"copy"`
	// Definition is the rule in the words of the rule catalogue.
	Definition string `yaml:"definition"`
	// Basis is where the rule comes from, Why what happens if nobody acts, Fix
	// what the addressee does.
	Basis string `yaml:"basis"`
	Why   string `yaml:"why"`
	Fix   string `yaml:"fix"`
	// Parameters are what fills each parameter of the queries.
	Parameters map[string]Parameter `yaml:"parameters"`
	// Severities are the rule's own steps by duty, as in severities.yaml; a rule
	// that the table does not name must have them.
	Severities map[string][]SeverityStep `yaml:"severities"`
	// Timeout bounds each of the rule's two queries.
	Timeout time.Duration `yaml:"timeout"`
	// Reasons words each reason that the rule can return.
	Reasons map[string]Reason `yaml:"reasons"`
	// Unknowns words each reason for which the rule cannot decide. A row that is
	// unknown returns them in the column reasons.
	Unknowns map[string]string `yaml:"unknowns"`

	// Query and Population are the texts of the two files, Cases what the third
	// holds, and Source where they are from: builtIn, or a directory.
	Query      string `yaml:"-"`
	Population string `yaml:"-"`
	Cases      []Case `yaml:"-"`
	Source     string `yaml:"-"`
}

// Reason is one way in which a rule fails, in words.
type Reason struct {
	// Says states what is wrong.
	Says string `yaml:"says"`
	// Actor is who can mend it: manufacturer, supplier, operator or dcc.
	Actor string `yaml:"actor"`
	// Fix is what to do, and where to type what.
	Fix string `yaml:"fix"`
}
