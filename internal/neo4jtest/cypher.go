package neo4jtest

import _ "embed"

// The statements of this package, one per file.
var (
	//go:embed cypher/read_components.cypher
	readComponents string
	//go:embed cypher/count_nodes.cypher
	countNodes string
	//go:embed cypher/mark_server.cypher
	markServer string
	//go:embed cypher/delete_relationships.cypher
	deleteRelationships string
	//go:embed cypher/delete_nodes.cypher
	deleteNodes string
	//go:embed cypher/list_constraints.cypher
	listConstraints string
	//go:embed cypher/list_indexes.cypher
	listIndexes string
	//go:embed cypher/drop_constraint.cypher
	dropConstraint string
	//go:embed cypher/drop_index.cypher
	dropIndex string
	//go:embed cypher/forget_plans.cypher
	forgetPlans string
)
