// Package analytics owns the rules: it loads them from Cypher files, runs them
// over the graph, turns what they return into findings, and keeps the schedule.
//
// A rule is a file in rules/ that can be pasted into Neo4j Browser: YAML front
// matter in leading comment lines, then a query that returns one row per
// subject that fails or cannot be decided. Beside it, <id>.population.cypher
// counts what was examined. The engine alone writes findings; a rule runs in
// read access mode under its own timeout.
//
// The package imports graphstore and cpl, and is the only importer of cron.
package analytics
