//go:build !bench

package neo4jtest

// conf lets a plan stay for as long as the server does. A test's graphs grow from
// nothing within seconds, so that the server would make new plans for the same
// statements over and over, which is much of its work: see ForgetPlans.
var conf = []string{"dbms.cypher.min_replan_interval=12h"}
