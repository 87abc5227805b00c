package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	// readableNodes is how many nodes a picture may have on one page.
	readableNodes = 60
	// wholeVersions is the size up to which the whole model is looked at
	// before anything but plain chains is left out.
	wholeVersions = 200
	// focusNodes is how many troubled versions a picture of a part shows, of
	// them at most focusUnreached that cannot be reached while others wait, and
	// neighbours how many links into each.
	focusNodes     = 12
	focusUnreached = 8
	neighbours     = 3
	// shortestChain is the least number of plain versions drawn as one node.
	shortestChain = 3
)

// reduce makes the graph readable and says in words what it leaves out.
func (g *pathway) reduce() string {
	var said []string
	if g.versions() > wholeVersions {
		said = append(said, g.keepNeighbourhood())
	}
	if n := g.dropShortcuts(); n > 0 {
		said = append(said, counted(n, "direct link that shorter steps also cover is not drawn.", "direct links that shorter steps also cover are not drawn."))
	}
	plain := g.collapseChains()
	if len(g.nodes) > readableNodes {
		said = append(said, g.keepNeighbourhood())
		plain += g.collapseChains()
	}
	if plain > 0 {
		said = append(said, counted(plain, "version in plain order is", "versions in plain order are")+" drawn together.")
	}
	return strings.Join(said, " ")
}

// troubled are the versions with something wrong, most devices first.
func (g *pathway) troubled() []*Node {
	var out []*Node
	for _, n := range g.nodes {
		if n.Kind == kindVersion && (len(n.Rules) > 0 || n.unreached()) {
			out = append(out, n)
		}
	}
	broken := map[string]int{}
	for _, e := range g.edges {
		if e.Broken != "" {
			broken[e.To]++
		}
	}
	unreached := func(n *Node) int {
		if n.unreached() {
			return 0
		}
		return 1
	}
	slices.SortFunc(out, func(a, b *Node) int {
		return cmp.Or(
			cmp.Compare(unreached(a), unreached(b)),
			cmp.Compare(b.Installs, a.Installs),
			cmp.Compare(broken[b.ID], broken[a.ID]),
			cmp.Compare(a.ID, b.ID))
	})
	return out
}

// keepNeighbourhood leaves the most troubled versions and their nearest
// neighbours, and says so.
func (g *pathway) keepNeighbourhood() string {
	before := g.versions()
	troubled := g.troubled()
	focus := inFocus(troubled)
	keep := map[string]bool{}
	if g.nodes[unlistedID] != nil {
		keep[unlistedID] = true
	}
	for _, n := range focus {
		keep[n.ID] = true
		for _, id := range g.nearest(n.ID) {
			keep[id] = true
		}
	}
	maps.DeleteFunc(g.nodes, func(id string, _ *Node) bool { return !keep[id] })
	focused := map[string]bool{}
	for _, n := range focus {
		focused[n.ID] = true
	}
	// Links between neighbours, and links into versions that are off the list,
	// explain nothing about what is in focus.
	maps.DeleteFunc(g.edges, func(ends [2]string, e *Edge) bool {
		return !keep[ends[0]] || !keep[ends[1]] || e.Broken == brokenTarget || !focused[ends[0]] && !focused[ends[1]]
	})
	if len(focus) < len(troubled) {
		return fmt.Sprintf("The picture shows the %d versions that matter most of the %s with something wrong, and their nearest neighbours; the other %s of the model are left out.",
			len(focus), number(len(troubled)), counted(before-g.versions(), "version", "versions"))
	}
	return fmt.Sprintf("The picture shows the versions with something wrong and their nearest neighbours; the other %s of the model are left out.",
		counted(before-g.versions(), "version", "versions"))
}

// inFocus picks from the troubled versions, of which those that cannot be
// reached come first.
func inFocus(troubled []*Node) []*Node {
	if len(troubled) <= focusNodes {
		return troubled
	}
	first := 0
	for first < len(troubled) && troubled[first].unreached() {
		first++
	}
	others := min(len(troubled)-first, focusNodes-min(first, focusUnreached))
	return slices.Concat(troubled[:min(first, focusNodes-others)], troubled[first:first+others])
}

func (n *Node) unreached() bool { return n.Kind == kindVersion && n.Listed && !n.Reached }

func (g *pathway) versions() int {
	n := 0
	for _, node := range g.nodes {
		switch node.Kind {
		case kindVersion:
			n++
		case kindPlain:
			n += len(node.Members)
		}
	}
	return n
}

// nearest gives the starts of a few links into a version, broken ones first,
// and the end of one link out of it that holds.
func (g *pathway) nearest(id string) []string {
	var in, out []*Edge
	for _, e := range g.edges {
		switch {
		case e.To == id && e.Broken != brokenTarget:
			in = append(in, e)
		case e.From == id && e.Broken == "":
			out = append(out, e)
		}
	}
	slices.SortFunc(in, func(a, b *Edge) int {
		return cmp.Or(cmp.Compare(rankLink(a), rankLink(b)), compareEdges(*a, *b))
	})
	slices.SortFunc(out, func(a, b *Edge) int { return compareEdges(*a, *b) })
	var ids []string
	for _, e := range in[:min(len(in), neighbours)] {
		ids = append(ids, e.From)
	}
	for _, e := range out[:min(len(out), 1)] {
		ids = append(ids, e.To)
	}
	return ids
}

func rankLink(e *Edge) int {
	if e.Broken != "" {
		return 0
	}
	return 1
}
