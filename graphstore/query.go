package graphstore

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"waymark/cpl"
)

// Query is a read-only statement that comes from outside this package: a rule
// or its population.
type Query struct {
	Name    string
	Text    string
	Params  map[string]any
	Timeout time.Duration
	// Warned, if set, is told each warning of the server about the statement, as
	// "CODE: text"; more than once if the statement had to be repeated.
	Warned func(string)
}

// Record is one returned row: plain values as encoding/json writes them, dates as YYYY-MM-DD.
type Record map[string]any

// Query runs q in read access mode, in which Neo4j itself refuses a write, and
// returns its rows in order. Parameters of type cpl.Date must be given through
// [DateParam]. It fails with ErrTimeout after q.Timeout, and with ErrNoScope in
// any scope but Everything, since a rule knows of no reader.
func (s *Store) Query(ctx context.Context, scope Scope, q Query) ([]Record, error) {
	ctx, cancel := context.WithTimeout(ctx, q.Timeout+5*time.Second)
	defer cancel()
	params, err := scope.whole(q.Params)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.Name, err)
	}
	session := s.session(ctx, neo4j.AccessModeRead)
	defer func() { _ = session.Close(ctx) }()
	out, err := session.ExecuteRead(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		return q.records(ctx, tx, params)
	}, neo4j.WithTxTimeout(q.Timeout), neo4j.WithTxMetadata(map[string]any{"rule": q.Name}))
	if err != nil {
		return nil, translate(q.Name, err)
	}
	return out.([]Record), nil
}

// records runs the query in a transaction.
func (q Query) records(ctx context.Context, tx runner, params map[string]any) ([]Record, error) {
	rows, summary, err := collectAll(ctx, tx, Statement{Name: q.Name, Text: q.Text}, params)
	if err != nil {
		return nil, err
	}
	if q.Warned != nil {
		for _, n := range summary.Notifications() {
			q.Warned(notificationText(n))
		}
	}
	return toRecords(rows), nil
}

func notificationText(n neo4j.Notification) string {
	return fmt.Sprintf("%s: %s", n.Code(), n.Description())
}

func toRecords(rows []row) []Record {
	records := make([]Record, len(rows))
	for i, r := range rows {
		records[i] = make(Record, len(r.keys))
		for j, k := range r.keys {
			records[i][k] = plain(r.values[j])
		}
	}
	return records
}

// Plan is what Neo4j would do for a statement.
type Plan struct {
	// ReadOnly is false for a statement that writes or changes the schema.
	ReadOnly bool
	// Operators are the plan's operators, root first.
	Operators []string
	// Details say of each operator what it works on.
	Details []string
	// Columns are what the statement returns.
	Columns []string
	// Notifications are the server's warnings, as "CODE: text".
	Notifications []string
}

// Explain asks Neo4j for the plan of a statement without running it.
func (s *Store) Explain(ctx context.Context, text string, params map[string]any) (Plan, error) {
	all := Everything.params()
	for k, v := range params {
		all[k] = v
	}
	session := s.session(ctx, neo4j.AccessModeRead)
	defer func() { _ = session.Close(ctx) }()
	result, err := session.Run(ctx, "EXPLAIN "+text, all, neo4j.WithTxTimeout(readTimeout))
	if err != nil {
		return Plan{}, translate("explain", err)
	}
	columns, err := result.Keys()
	if err != nil {
		return Plan{}, translate("explain", err)
	}
	summary, err := result.Consume(ctx)
	if err != nil {
		return Plan{}, translate("explain", err)
	}
	plan := Plan{ReadOnly: summary.StatementType() == neo4j.StatementTypeReadOnly, Columns: columns}
	for _, n := range summary.Notifications() {
		plan.Notifications = append(plan.Notifications, notificationText(n))
	}
	if p := summary.Plan(); p != nil {
		if err := plan.addOperators(p); err != nil {
			return Plan{}, err
		}
	}
	return plan, nil
}

// DateParam is a date as a parameter of a Query; null when it is not stated.
func DateParam(d cpl.Date) any { return fromDate(d) }
