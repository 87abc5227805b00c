// Package neo4jtest gives tests one real Neo4j per test process and an empty graph
// per test. There is no imitation and no skipping: without a Neo4j Community 5.26
// the tests fail.
//
// Where the server comes from:
//
//	WAYMARK_TEST_NEO4J_URI    this server (with _USERNAME and _PASSWORD); it must be
//	                          empty or carry a :WaymarkTestMarker node
//	WAYMARK_TEST_NEO4J=docker a container, by testcontainers
//	WAYMARK_TEST_NEO4J=local  the managed local Neo4j, one of this process alone
//	none of them              a container if a Docker daemon answers, else local
//
// Call Main from TestMain, so that the server is stopped when the tests are done:
//
//	func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }
//
// Tests of one package that use New must not run in parallel: they share the graph.
// Each package has its own server, so run packages one at a time: `go test -p 1`.
package neo4jtest
