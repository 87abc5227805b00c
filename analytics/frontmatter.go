package analytics

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

const (
	frontMatterFence = "// ---"
	defaultTimeout   = time.Minute
)

var (
	subjects    = []string{"version", "cohort", "cycle", "hash", "tuple", "return", "model-return", "entry"}
	addressees  = []string{"manufacturer", "supplier", "operator", "dcc"}
	semanticVer = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	parameterRE = regexp.MustCompile("\\$(?:([A-Za-z_][A-Za-z0-9_]*)|`([^`]+)`)")
	unknownKey  = regexp.MustCompile(`field (\S+) not found in type \S+`)
)

// parseRule reads a rule file. Its errors name the key and what to write there.
func parseRule(name, text string) (Rule, error) {
	lines := strings.Split(text, "\n")
	if strings.TrimSpace(lines[0]) != frontMatterFence {
		return Rule{}, fmt.Errorf("front matter: the first line must be %q", frontMatterFence)
	}
	end := slices.IndexFunc(lines[1:], func(l string) bool { return strings.TrimSpace(l) == frontMatterFence })
	if end < 0 {
		return Rule{}, fmt.Errorf("front matter: no closing %q line", frontMatterFence)
	}
	var matter strings.Builder
	matter.WriteString("\n") // for the fence, so that the decoder counts lines as the file does
	for i, line := range lines[1 : end+1] {
		body, ok := strings.CutPrefix(line, "//")
		if !ok {
			return Rule{}, fmt.Errorf("front matter: line %d must begin with //", i+2)
		}
		matter.WriteString(strings.TrimPrefix(body, " ") + "\n")
	}
	r := Rule{Timeout: defaultTimeout}
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(matter.String())))
	decoder.KnownFields(true)
	if err := decoder.Decode(&r); err != nil {
		return Rule{}, fmt.Errorf("front matter: %s", unknownKey.ReplaceAllString(err.Error(), "there is no key $1, take it out or spell it as in the built-in rules (waymark rules show RULE)"))
	}
	r.Query = text
	return r, r.validate(name)
}

// validate joins everything that is wrong with the rule's statement of itself.
func (r Rule) validate(name string) error {
	var faults []error
	check := func(ok bool, key, remedy string) {
		if !ok {
			faults = append(faults, fmt.Errorf("%s: %s", key, remedy))
		}
	}
	check(r.ID == name, "id", fmt.Sprintf("must be the file's name, %q, not %q", name, r.ID))
	check(semanticVer.MatchString(r.Version), "version", "give one like 1.0.0")
	check(r.Maturity == Live || r.Maturity == Shadow, "maturity", "give live or shadow")
	r.checkReaders(check)
	check(slices.Contains(subjects, r.Subject), "subject", "give one of "+strings.Join(subjects, ", "))
	check(slices.Contains(addressees, r.Addressee), "addressee", "give one of "+strings.Join(addressees, ", "))
	check(len(r.Identity) > 0, "identity", "name at least one returned column")
	check(r.Timeout > 0 && r.Timeout <= 10*time.Minute, "timeout", "give a duration up to 10m, like 60s")
	check(len(r.Reasons) > 0, "reasons", "word at least one reason")
	for key, text := range map[string]string{"title": r.Title, "definition": r.Definition, "basis": r.Basis, "why": r.Why, "fix": r.Fix} {
		check(strings.TrimSpace(text) != "", key, "is missing; say it in a sentence")
	}
	for code, reason := range r.Reasons {
		check(reason.Says != "" && reason.Fix != "" && slices.Contains(addressees, reason.Actor), "reasons."+code, "needs says, fix, and actor as one of "+strings.Join(addressees, ", "))
	}
	for _, told := range r.Copy {
		check(slices.Contains(addressees, told) && told != r.Addressee, "copy", "give others than the addressee, of "+strings.Join(addressees, ", "))
	}
	for code, says := range r.Unknowns {
		check(strings.TrimSpace(says) != "", "unknowns."+code, "say in a sentence why it cannot be decided")
	}
	faults = append(faults, r.parameterFaults()...)
	if len(r.Severities) > 0 {
		if err := (SeverityTable{r.ID: r.Severities}).validate(); err != nil {
			faults = append(faults, fmt.Errorf("severities: %w", err))
		}
	}
	return errors.Join(faults...)
}

// checkReaders looks at what the rule says of whom its findings are for.
func (r Rule) checkReaders(check func(ok bool, key, remedy string)) {
	check(slices.Contains([]string{"", installsDecide, installsReasons, installsNothing}, r.Installs), "installs", "give decide, reasons or nothing: what of its findings follows from which versions devices run")
	check(r.Audience == "" || r.Audience == audienceManufacturer, "audience", "give manufacturer, or leave it out: the rule is for everybody then")
	check(r.Audience == "" || r.Installs == "" || r.Installs == installsNothing, "audience", "a rule for manufacturers must not follow from installs; say installs: nothing")
}

// parameterFaults are parameters that nothing fills.
func (r Rule) parameterFaults() []error {
	var faults []error
	for name, p := range r.Parameters {
		if p.Default == nil && !slices.Contains(settingNames, p.Setting) {
			faults = append(faults, fmt.Errorf("parameters.%s: no setting %q; one of %s, or {default: value}", name, p.Setting, strings.Join(settingNames, ", ")))
		}
	}
	for _, reserved := range reservedParameters {
		if _, declared := r.Parameters[reserved]; declared {
			faults = append(faults, fmt.Errorf("parameters.%s: is reserved for the scope of a rehearsal; take it out, it is always bound", reserved))
		}
	}
	for _, used := range usedParameters(r.Query) {
		if _, declared := r.Parameters[used]; !declared && !slices.Contains(reservedParameters, used) {
			faults = append(faults, fmt.Errorf("parameters: the query uses $%s; name the setting that fills it, or give {default: value}", used))
		}
	}
	return faults
}

// usedParameters lists the parameters that a query names, comments left out.
func usedParameters(query string) []string {
	var used []string
	for line := range strings.SplitSeq(query, "\n") {
		code, _, _ := strings.Cut(line, "//")
		for _, m := range parameterRE.FindAllStringSubmatch(code, -1) {
			if name := m[1] + m[2]; !slices.Contains(used, name) {
				used = append(used, name)
			}
		}
	}
	return used
}
