package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// markerLabel is on the node that says: this graph is for tests, wipe it.
const markerLabel = "WaymarkTestMarker"

// checkServer refuses anything but Neo4j Community 5.26.
func checkServer(ctx context.Context, driver neo4j.DriverWithContext) error {
	rows, err := query(ctx, driver, "system", readComponents, nil)
	if err != nil {
		return fmt.Errorf("ask for the server's version: %w", err)
	}
	for _, row := range rows {
		name, _ := row["name"].(string)
		version, _ := row["version"].(string)
		edition, _ := row["edition"].(string)
		if name != "Neo4j Kernel" {
			continue
		}
		if !strings.HasPrefix(version, "5.26.") || edition != "community" {
			return fmt.Errorf("the test server is Neo4j %s %s: tests run on 5.26 community, the edition that is shipped", version, edition)
		}
		return nil
	}
	return errors.New("the test server is no Neo4j: it names no kernel")
}

// claim marks a foreign server as one for tests. It refuses one that holds nodes
// and no marker: they are somebody's data.
func claim(ctx context.Context, driver neo4j.DriverWithContext, database string) error {
	rows, err := query(ctx, driver, database, countNodes, nil)
	if err != nil {
		return fmt.Errorf("look for data in the test server: %w", err)
	}
	if rows[0]["markers"] == int64(0) && rows[0]["nodes"] != int64(0) {
		return fmt.Errorf("the server at %s holds %d nodes and no :%s: tests would wipe it; name an empty server, or CREATE (:%s) if its data may go",
			EnvURI, rows[0]["nodes"], markerLabel, markerLabel)
	}
	if _, err = query(ctx, driver, database, markServer, nil); err != nil {
		return fmt.Errorf("mark the test server: %w", err)
	}
	return nil
}

// empty removes all data but the marker, and the schema.
func empty(ctx context.Context, driver neo4j.DriverWithContext, database string) error {
	for _, statement := range []string{deleteRelationships, deleteNodes} {
		if _, err := query(ctx, driver, database, statement, nil); err != nil {
			return err
		}
	}
	// Constraints first: they take the indexes that they own with them.
	if err := dropAll(ctx, driver, database, listConstraints, dropConstraint); err != nil {
		return err
	}
	return dropAll(ctx, driver, database, listIndexes, dropIndex)
}

// dropAll runs drop for each name that list gives.
func dropAll(ctx context.Context, driver neo4j.DriverWithContext, database, list, drop string) error {
	rows, err := query(ctx, driver, database, list, nil)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if _, err := query(ctx, driver, database, drop, row); err != nil {
			return err
		}
	}
	return nil
}

// query runs one statement in an implicit transaction and gives its rows.
func query(ctx context.Context, driver neo4j.DriverWithContext, database, cypher string, params map[string]any) (rows []map[string]any, err error) {
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: database})
	defer func() { err = errors.Join(err, session.Close(ctx)) }()
	result, err := session.Run(ctx, cypher, params)
	if err != nil {
		return nil, fmt.Errorf("run a statement: %w", err)
	}
	records, err := result.Collect(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the rows: %w", err)
	}
	for _, record := range records {
		rows = append(rows, record.AsMap())
	}
	return rows, nil
}

func drain(ctx context.Context, driver neo4j.DriverWithContext, database, cypher string, params map[string]any) (rows int, err error) {
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: database})
	defer func() { err = errors.Join(err, session.Close(ctx)) }()
	result, err := session.Run(ctx, cypher, params)
	if err != nil {
		return 0, fmt.Errorf("run a statement: %w", err)
	}
	for result.Next(ctx) {
		rows++
	}
	if err := result.Err(); err != nil {
		return rows, fmt.Errorf("read the rows: %w", err)
	}
	return rows, nil
}
