package reports

import (
	"maps"
	"slices"
)

// dropShortcuts takes away links that hold but add nothing to what can be
// reached, since steps through other drawn versions lead there too. It returns
// how many.
func (g *pathway) dropShortcuts() int {
	next := map[string]map[string]bool{}
	var links []Edge
	for _, e := range g.edges {
		if e.Broken != "" {
			continue
		}
		links = append(links, *e)
		if next[e.From] == nil {
			next[e.From] = map[string]bool{}
		}
		next[e.From][e.To] = true
	}
	if len(links) <= len(g.nodes)+len(g.nodes)/4 {
		return 0
	}
	slices.SortFunc(links, compareEdges)
	dropped := 0
	for _, e := range links {
		delete(next[e.From], e.To)
		if leads(next, e.From, e.To) {
			delete(g.edges, [2]string{e.From, e.To})
			dropped++
			continue
		}
		next[e.From][e.To] = true
	}
	return dropped
}

func leads(next map[string]map[string]bool, from, to string) bool {
	seen := map[string]bool{from: true}
	stack := []string{from}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if next[id][to] {
			return true
		}
		for n := range next[id] {
			if !seen[n] {
				seen[n] = true
				stack = append(stack, n)
			}
		}
	}
	return false
}

// collapseChains draws runs of plain versions as one node and returns how many
// versions that hides. A plain version is listed, reached, in no finding,
// no entry point, and has one link in and one out, both holding.
func (g *pathway) collapseChains() int {
	in, out := map[string][]*Edge{}, map[string][]*Edge{}
	for _, e := range g.edges {
		in[e.To] = append(in[e.To], e)
		out[e.From] = append(out[e.From], e)
	}
	plain := func(id string) bool {
		return g.nodes[id].unremarkable() && len(in[id]) == 1 && len(out[id]) == 1 && in[id][0].Broken == "" && out[id][0].Broken == ""
	}
	hidden := 0
	for _, id := range slices.Sorted(maps.Keys(g.nodes)) {
		if g.nodes[id] == nil || !plain(id) || plain(in[id][0].From) {
			continue
		}
		chain := []string{id}
		for last := id; plain(out[last][0].To); {
			last = out[last][0].To
			chain = append(chain, last)
		}
		if len(chain) >= shortestChain {
			g.collapse(chain, in[chain[0]][0].From, out[chain[len(chain)-1]][0].To)
			hidden += len(chain)
		}
	}
	return hidden
}

// unremarkable says that nothing about the version itself needs to be seen.
func (n *Node) unremarkable() bool {
	return n.Kind == kindVersion && n.Listed && n.Reached && !n.Start && len(n.Rules) == 0
}

func (g *pathway) collapse(chain []string, before, after string) {
	group := &Node{
		ID: " plain " + chain[0], Kind: kindPlain, Listed: true, Reached: true,
		Added: g.nodes[chain[0]].Added, Rules: []string{}, Members: chain,
	}
	previous := before
	for _, id := range append(slices.Clone(chain), after) {
		delete(g.edges, [2]string{previous, id})
		previous = id
	}
	for _, id := range chain {
		delete(g.nodes, id)
	}
	g.nodes[group.ID] = group
	g.edges[[2]string{before, group.ID}] = &Edge{From: before, To: group.ID}
	g.edges[[2]string{group.ID, after}] = &Edge{From: group.ID, To: after}
}
