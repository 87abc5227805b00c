// Package localneo4j runs the managed local Neo4j: it resolves the server's jars
// with Maven, starts it on loopback in its own session, shares it between the
// processes that use one data directory, and stops it when the last one leaves.
//
// It knows nothing of graphs: it imports neither graphstore nor the Neo4j driver,
// nor any other package of Waymark. It needs a Unix with flock and a JDK 17 or 21.
//
// What it keeps, below Options.DataDir:
//
//	neo4j/home/         Neo4j's own home: data, logs, conf, run, plugins, import
//	neo4j/password      the generated password, mode 0600
//	neo4j/state.json    the server that was started last: pid, port, version, when
//	neo4j/users.lock    held shared by every process that uses the server
//	neo4j/turn.lock     held exclusively by the one process that starts or stops it
package localneo4j
