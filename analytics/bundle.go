package analytics

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

// bundle is some rules as one statement, each in a subquery of its own, so that
// a rehearsal asks them in one round trip instead of one for each.
type bundle struct {
	rules   []Rule
	text    strings.Builder
	params  map[string]any
	timeout time.Duration
}

// takes tells whether the rule's parameters mean in the bundle what they mean to
// the rule: those of a rule's own may have another's name.
func (b *bundle) takes(params map[string]any) bool {
	for name, value := range params {
		if other, met := b.params[name]; met && !reflect.DeepEqual(other, value) {
			return false
		}
	}
	return true
}

func (b *bundle) add(rule Rule, columns []string, params map[string]any) {
	if len(b.rules) > 0 {
		b.text.WriteString("\nUNION ALL\n")
	}
	members := make([]string, len(columns))
	for i, column := range columns {
		members[i] = column + ": " + column
	}
	fmt.Fprintf(&b.text, "CALL () {\n%s\n}\nRETURN '%s' AS rule, {%s} AS row", strings.TrimRight(rule.Query, "; \n"), rule.ID, strings.Join(members, ", "))
	b.rules = append(b.rules, rule)
	b.timeout += rule.Timeout
	for name, value := range params {
		b.params[name] = value
	}
}

// bundles puts rules together that can be asked at once. A rule whose columns
// are not known, since nothing was asked about it yet, is asked by itself, and so
// is each of the user's own: what is wrong with it is then known to be its fault.
func (e *Engine) bundles(rules []Rule, today cpl.Date, scope RuleScope) (together []*bundle, alone []Rule) {
	for _, rule := range rules {
		columns := e.Registry.columns[rule.ID]
		if len(columns) == 0 || rule.Source != builtIn {
			alone = append(alone, rule)
			continue
		}
		params := rule.bind(e.Settings, today)
		scope.confine(params)
		if len(together) == 0 || !together[len(together)-1].takes(params) {
			together = append(together, &bundle{params: map[string]any{}})
		}
		together[len(together)-1].add(rule, columns, params)
	}
	return together, alone
}

// askBundle asks the rules of a bundle and judges each by its own rows.
func (e *Engine) askBundle(ctx context.Context, q Querier, b *bundle, out *verdict) error {
	rows, err := q.Query(ctx, graphstore.Everything, graphstore.Query{Name: fmt.Sprintf("%d rules", len(b.rules)), Text: b.text.String(), Params: b.params, Timeout: b.timeout})
	if err != nil {
		return fmt.Errorf("rules from %s to %s: %w", b.rules[0].ID, b.rules[len(b.rules)-1].ID, err)
	}
	byRule := map[string][]graphstore.Record{}
	for _, row := range rows {
		id, _ := row["rule"].(string)
		columns, _ := row["row"].(map[string]any)
		byRule[id] = append(byRule[id], columns)
	}
	for _, rule := range b.rules {
		evaluation, err := e.judge(rule, byRule[rule.ID])
		if err != nil {
			return fmt.Errorf("rule %s: %w", rule.ID, err)
		}
		out.add(evaluation)
	}
	return nil
}
