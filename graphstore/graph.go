package graphstore

import (
	"context"

	"waymark/cpl"
)

var (
	streamGraphNodes = statement("stream_graph_nodes")
	streamGraphCited = statement("stream_graph_cited")
	streamGraphEdges = statement("stream_graph_edges")
)

// GraphNode is a version, or what one cites.
type GraphNode struct {
	ID string `json:"id"`
	// Kind is version, placeholder (on no list), or cited: an id of which the
	// reader is told no more than that its own version cites it.
	Kind            string `json:"kind"`
	ModelKey        string `json:"modelKey,omitempty"`
	FirmwareVersion string `json:"firmwareVersion,omitempty"`
	Status          string `json:"status,omitempty"`
	Listed          *bool  `json:"listed,omitempty"`
	// Declaration is the state of its declaration.
	Declaration string `json:"declaration,omitempty"`
}

// GraphEdge is an upgrade that is declared now.
type GraphEdge struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Since cpl.Date `json:"since,omitempty"`
	// State is walkable or barred; Why says why it is barred, as of a DeclaredEdge,
	// where the reader sees both ends.
	State string `json:"state"`
	Why   string `json:"why,omitempty"`
	// Restriction is the id of the restriction that forbids it, if one does.
	Restriction string `json:"restriction,omitempty"`
}

// EachOfGraph gives the nodes, then the edges, of a device model's graph, a
// manufacturer's, or, where both are blank, of all that the scope sees: its
// versions, the upgrades declared to them, and what they cite. The order is none
// that can be relied on. between is called after the last node.
func (s *Store) EachOfGraph(ctx context.Context, scope Scope, model, manufacturer string, node func(GraphNode) error, between func() error, edge func(GraphEdge) error) error {
	took := func(r row) error { return node(toGraphNode(r)) }
	first := true
	end := func() error {
		if !first {
			return nil
		}
		first = false
		return between()
	}
	err := s.stream(ctx, scope, VersionQuery{Model: model, Manufacturer: manufacturer}.params(scope), streamed{streamGraphNodes, took}, streamed{streamGraphCited, took},
		streamed{streamGraphEdges, func(r row) error {
			if err := end(); err != nil {
				return err
			}
			return edge(toGraphEdge(r))
		}})
	if err != nil {
		return err
	}
	return end()
}

func toGraphNode(r row) GraphNode {
	n := GraphNode{
		ID: r.text("id"), Kind: r.text("kind"), ModelKey: r.text("modelKey"), FirmwareVersion: r.text("firmwareVersion"), Status: r.text("status"), Declaration: r.text("declaration"),
	}
	if r.value("listed") != nil {
		listed := r.truth("listed")
		n.Listed = &listed
	}
	return n
}

func toGraphEdge(r row) GraphEdge {
	e := GraphEdge{From: r.text("fromId"), To: r.text("toId"), Since: r.date("since")}
	e.State, e.Why = edgeState(r)
	if !r.truth("seen") {
		e.Why = ""
		return e
	}
	e.Restriction = r.text("restriction")
	return e
}
