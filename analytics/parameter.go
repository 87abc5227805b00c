package analytics

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Parameter is what fills one parameter of a rule's queries: a setting that
// several rules share, or a value of the rule's own with its default.
type Parameter struct {
	// Setting is the name of a shared setting; blank for a value of the rule's own.
	Setting string
	// Default is a text, a whole number, a fraction, a truth value or a list of
	// texts. The setting rules.parameters may replace it by another of its kind.
	Default any
}

// UnmarshalYAML reads `name: some.setting` or `name: {default: 30}`.
func (p *Parameter) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		p.Setting = node.Value
		return nil
	}
	var own map[string]any
	if err := node.Decode(&own); err != nil {
		return fmt.Errorf("line %d: a parameter is the name of a setting, or {default: value}", node.Line)
	}
	value, given := own["default"]
	if !given || len(own) != 1 {
		return fmt.Errorf("line %d: a parameter of the rule's own needs a default and nothing else: {default: value}", node.Line)
	}
	p.Default = value
	return p.settle()
}

// String is the setting that fills the parameter, or its default.
func (p Parameter) String() string {
	if p.Setting != "" {
		return p.Setting
	}
	return fmt.Sprintf("default %v", p.Default)
}

// settle refuses a default of a kind that cannot be replaced by a text from the settings.
func (p *Parameter) settle() error {
	switch value := p.Default.(type) {
	case string, bool, float64:
	case int:
		p.Default = int64(value)
	case []any:
		if slices.ContainsFunc(value, func(v any) bool { _, text := v.(string); return !text }) {
			return errors.New("the default is a list of something else than texts")
		}
	default:
		return fmt.Errorf("the default %v is neither text, number, truth value nor list of texts", p.Default)
	}
	return nil
}

// value is the default, or what text says in its stead.
func (p *Parameter) value(text string, replaced bool) (any, error) {
	if !replaced {
		return p.Default, nil
	}
	switch p.Default.(type) {
	case int64:
		return ofKind(strconv.ParseInt(text, 10, 64))
	case float64:
		return ofKind(strconv.ParseFloat(text, 64))
	case bool:
		return ofKind(strconv.ParseBool(text))
	case []any:
		var list []any
		for part := range strings.SplitSeq(text, "|") {
			list = append(list, strings.TrimSpace(part))
		}
		return list, nil
	}
	return text, nil
}

func ofKind[V any](value V, err error) (any, error) {
	if err != nil {
		return nil, fmt.Errorf("it must be of the kind of its default, %T", value)
	}
	return value, nil
}

// checkParameters joins what is wrong with the values that the settings give to
// parameters of the rules' own, by "rule.parameter".
func (r *Registry) checkParameters(s Settings) error {
	var faults []error
	for name, text := range s.Parameters {
		id, parameter, _ := strings.Cut(name, ".")
		rule, known := r.Rule(id)
		own, declared := rule.Parameters[parameter]
		if !known || !declared || own.Setting != "" {
			faults = append(faults, fmt.Errorf("%s: %s is no parameter of its own of a rule: see waymark rules show RULE", settingParameters, name))
			continue
		}
		if _, err := own.value(text, true); err != nil {
			faults = append(faults, fmt.Errorf("%s: %s is %q: %w", settingParameters, name, text, err))
		}
	}
	return errors.Join(faults...)
}
