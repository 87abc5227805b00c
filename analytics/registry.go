package analytics

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"waymark/graphstore"
)

//go:embed rules/*.cypher rules/*.cases.yaml
var ruleFiles embed.FS

const (
	ruleSuffix       = ".cypher"
	populationSuffix = ".population.cypher"
	casesSuffix      = ".cases.yaml"

	// builtIn is the source of the rules that this program carries.
	builtIn = "built in"
)

// returnedColumns are what every rule returns beside its identity columns.
var returnedColumns = []string{"subject", "unknown", "duty", "class", "reasons", "manufacturerId", "supplier", "modelKey", "installs", "evidence"}

// Registry holds the rules of this program, by id. It is safe for concurrent
// use once Verify has returned.
type Registry struct {
	rules []Rule
	hash  string
	// columns are what each rule returns, once Verify has asked.
	columns map[string][]string
}

// LoadRules reads the rules that the program carries and, if own is not blank,
// those of a directory of the user's own, which have the same rights and limits
// and may not take the id of another. A fault in a file is an error that names
// the file, the key and what to write there.
func LoadRules(own string) (*Registry, error) {
	embedded, err := fs.Sub(ruleFiles, "rules")
	if err != nil {
		return nil, fmt.Errorf("open rules: %w", err)
	}
	l := loader{registry: &Registry{}, sum: sha256.New()}
	l.load(embedded, builtIn)
	if own != "" {
		l.loadOwn(own)
	}
	slices.SortFunc(l.registry.rules, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	l.registry.hash = hex.EncodeToString(l.sum.Sum(nil))
	return l.registry, errors.Join(l.faults...)
}

// All returns every rule, by id.
func (r *Registry) All() []Rule { return slices.Clone(r.rules) }

// Rule returns the rule with the given id.
func (r *Registry) Rule(id string) (Rule, bool) {
	i := slices.IndexFunc(r.rules, func(rule Rule) bool { return rule.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return r.rules[i], true
}

// Hash is SHA-256 over all rule files, so that two runs can be told to have used the same ones.
func (r *Registry) Hash() string { return r.hash }

// Explainer tells what a database would do for a statement.
type Explainer interface {
	Explain(ctx context.Context, text string, params map[string]any) (graphstore.Plan, error)
}

// Verify asks the database about every rule: each must be read-only, load no
// file and return the columns that it promises.
func (r *Registry) Verify(ctx context.Context, db Explainer, s Settings) error {
	faults := []error{r.checkParameters(s)}
	columns := map[string][]string{}
	for _, rule := range r.rules {
		params := rule.bind(s, "")
		for suffix, text := range map[string]string{ruleSuffix: rule.Query, populationSuffix: rule.Population} {
			plan, err := db.Explain(ctx, text, params)
			if err != nil {
				return fmt.Errorf("rule file %s%s: %w", rule.ID, suffix, err)
			}
			want := []string{"examined"}
			if suffix == ruleSuffix {
				want = slices.Concat(rule.Identity, returnedColumns)
				columns[rule.ID] = plan.Columns
			}
			if err := admissible(plan, want); err != nil {
				faults = append(faults, fmt.Errorf("rule file %s%s: %w", rule.ID, suffix, err))
			}
		}
	}
	r.columns = columns
	return errors.Join(faults...)
}

func admissible(plan graphstore.Plan, columns []string) error {
	if !plan.ReadOnly {
		return errors.New("the query writes; a rule may only read")
	}
	for _, operator := range plan.Operators {
		if strings.HasPrefix(operator, "LoadCSV") {
			return errors.New("the query loads a file; a rule may only read the graph")
		}
	}
	for _, column := range columns {
		if !slices.Contains(plan.Columns, column) {
			return fmt.Errorf("the query does not return the column %s; add it with AS %s", column, column)
		}
	}
	return nil
}
