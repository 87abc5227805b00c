package analytics

import (
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// loader gathers rules from directories, and what is wrong with their files.
type loader struct {
	registry *Registry
	sum      hash.Hash
	faults   []error
}

// loadOwn reads a directory of the user's own; an empty or missing one is a
// fault, since it was named for its rules.
func (l *loader) loadOwn(dir string) {
	before := len(l.registry.rules)
	faults := len(l.faults)
	l.load(os.DirFS(dir), dir)
	if len(l.registry.rules) == before && len(l.faults) == faults {
		l.faults = append(l.faults, fmt.Errorf("directory %s holds no rule: put <id>%s, <id>%s and <id>%s there, or leave the setting out", dir, ruleSuffix, populationSuffix, casesSuffix))
	}
}

// load reads the rules of one directory. Files that are no rule's are faults.
func (l *loader) load(files fs.FS, source string) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		l.faults = append(l.faults, fmt.Errorf("read the rules in %s: %w", source, err))
		return
	}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case strings.HasPrefix(name, ".") || entry.IsDir():
		case strings.HasSuffix(name, populationSuffix) || strings.HasSuffix(name, casesSuffix):
			id := strings.TrimSuffix(strings.TrimSuffix(name, populationSuffix), casesSuffix)
			if _, err := fs.Stat(files, id+ruleSuffix); err != nil {
				l.faults = append(l.faults, fmt.Errorf("rule file %s: there is no %s%s that it belongs to", pathOf(source, name), id, ruleSuffix))
			}
		case strings.HasSuffix(name, ruleSuffix):
			l.add(files, source, strings.TrimSuffix(name, ruleSuffix))
		}
	}
}

func (l *loader) add(files fs.FS, source, id string) {
	rule, err := readRule(files, id)
	if err == nil {
		if other, taken := l.registry.Rule(id); taken {
			err = fmt.Errorf("id: the rule %s (%s) has it; call this one otherwise, or try it beside the other with waymark rules preview", id, other.Source)
		}
	}
	if err != nil {
		l.faults = append(l.faults, fmt.Errorf("rule file %s: %w", pathOf(source, id+ruleSuffix), err))
		return
	}
	rule.Source = source
	for _, text := range []string{rule.Query, rule.Population} {
		_, _ = fmt.Fprintf(l.sum, "%d %s %d %s", len(id), id, len(text), text)
	}
	l.registry.rules = append(l.registry.rules, rule)
}

func pathOf(source, name string) string {
	if source == builtIn {
		return name
	}
	return filepath.Join(source, name)
}

// readRule reads the three files of a rule.
func readRule(files fs.FS, id string) (Rule, error) {
	text, err := fs.ReadFile(files, id+ruleSuffix)
	if err != nil {
		return Rule{}, err
	}
	rule, err := parseRule(id, string(text))
	if err != nil {
		return Rule{}, err
	}
	population, err := fs.ReadFile(files, id+populationSuffix)
	if err != nil {
		return Rule{}, fmt.Errorf("population: write %s%s, which returns one row with the column examined: %w", id, populationSuffix, err)
	}
	rule.Population = string(population)
	for _, used := range usedParameters(rule.Population) {
		if _, declared := rule.Parameters[used]; !declared {
			return Rule{}, fmt.Errorf("parameters: the population query uses $%s; name the setting that fills it, or give {default: value}", used)
		}
	}
	cases, err := fs.ReadFile(files, id+casesSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return Rule{}, fmt.Errorf("cases: write %s%s, with a violating and a compliant case and one out of scope: %w", id, casesSuffix, err)
	}
	if err != nil {
		return Rule{}, err
	}
	if rule.Cases, err = parseCases(cases, rule); err != nil {
		return Rule{}, fmt.Errorf("cases (%s%s): %w", id, casesSuffix, err)
	}
	return rule, nil
}
