package reports

import (
	"cmp"
	"maps"
	"slices"

	"waymark/graphstore"
)

const (
	kindVersion     = "version"
	kindPlaceholder = "placeholder"
	kindForeign     = "foreign"
	kindPlain       = "plain"
	kindUnlisted    = "unlisted"

	brokenPlaceholder  = "placeholder"
	brokenSelf         = "self"
	brokenForeign      = "foreign"
	brokenTarget       = "target-delisted"
	brokenFromDelisted = "from-delisted"
	brokenRestricted   = "restricted"
)

// pathway is the declared links of one device model as a graph that is made
// smaller step by step until it can be read.
type pathway struct {
	nodes map[string]*Node
	edges map[[2]string]*Edge
}

func newPathway(source *graphstore.PanelPathway, findings []*Finding) *pathway {
	g := &pathway{nodes: map[string]*Node{}, edges: map[[2]string]*Edge{}}
	for _, v := range source.Versions {
		g.nodes[v.EntryID] = &Node{
			ID: v.EntryID, Kind: kindVersion, Firmware: v.FirmwareVersion, Status: v.Status, Listed: v.Listed,
			Added: string(v.AddedOn), Removed: string(v.RemovedOn), Installs: v.Installs, Start: v.StartsHere,
			Rules: []string{}, Members: []string{},
		}
	}
	for _, l := range source.Links {
		g.addEnd(l)
		e := &Edge{From: l.From, To: l.To, Broken: g.brokenBy(l, source.ModelKey)}
		if l.Restriction != nil && e.Broken == brokenRestricted {
			e.Reference, e.Until = l.Restriction.Reference, string(l.Restriction.EndsOn)
		}
		g.edges[[2]string{l.From, l.To}] = e
	}
	g.markReached()
	g.markFindings(findings)
	return g
}

// addEnd adds the start of a link when it is no version of the model.
func (g *pathway) addEnd(l graphstore.PanelLink) {
	if g.nodes[l.From] != nil {
		return
	}
	n := &Node{ID: l.From, Kind: kindForeign, Firmware: l.FromFirmware, Status: modelInWords(l.FromModelKey), Rules: []string{}, Members: []string{}}
	if l.FromPlaceholder {
		n.Kind = kindPlaceholder
	}
	g.nodes[l.From] = n
}

// brokenBy says why a link cannot be followed, or "" when it can.
func (g *pathway) brokenBy(l graphstore.PanelLink, modelKey string) string {
	from, to := g.nodes[l.From], g.nodes[l.To]
	switch {
	case l.FromPlaceholder:
		return brokenPlaceholder
	case l.From == l.To:
		return brokenSelf
	case l.FromModelKey != modelKey:
		return brokenForeign
	case !to.Listed:
		return brokenTarget
	case !l.Walkable:
		return brokenRestricted
	case !from.Listed && !from.Start:
		return brokenFromDelisted
	}
	return ""
}

// markReached follows links that hold from every entry point.
func (g *pathway) markReached() {
	next := map[string][]string{}
	for _, e := range g.edges {
		if e.Broken == "" {
			next[e.From] = append(next[e.From], e.To)
		}
	}
	var queue []string
	for id, n := range g.nodes {
		if n.Start {
			n.Reached = true
			queue = append(queue, id)
		}
	}
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		for _, to := range next[id] {
			if n := g.nodes[to]; !n.Reached {
				n.Reached = true
				queue = append(queue, to)
			}
		}
	}
}

// markFindings puts findings on the versions they are about, and adds one node
// for installs that match no entry.
func (g *pathway) markFindings(findings []*Finding) {
	var unlisted int64
	firmware := map[string]bool{}
	byFirmware := map[string][]*Node{}
	for _, n := range g.nodes {
		if n.Kind == kindVersion && !n.Listed {
			byFirmware[n.Firmware] = append(byFirmware[n.Firmware], n)
		}
	}
	for _, f := range findings {
		switch {
		case f.SubjectKind != "cohort":
			g.nodes[f.Subject].breaks(f.Rule)
		case slices.Contains(f.Reasons, "unlisted"):
			unlisted += f.Installs
			firmware[firmwareOf(f.Subject)] = true
		default:
			for _, n := range byFirmware[firmwareOf(f.Subject)] {
				n.breaks(f.Rule)
			}
		}
	}
	if unlisted > 0 {
		names := slices.Sorted(maps.Keys(firmware))
		g.nodes[unlistedID] = &Node{ID: unlistedID, Kind: kindUnlisted, Installs: unlisted, Rules: []string{"install-orphaned"}, Members: names}
	}
}

// breaks adds a rule that the node breaks; a nil node is none of the picture's.
func (n *Node) breaks(rule string) {
	if n != nil && !slices.Contains(n.Rules, rule) {
		n.Rules = append(n.Rules, rule)
	}
}

// unlistedID can be no CPL Entry ID, since those are trimmed.
const unlistedID = " unlisted"

// drawn returns nodes and edges in the order in which they are drawn.
func (g *pathway) drawn() ([]Node, []Edge) {
	nodes := make([]Node, 0, len(g.nodes))
	for _, n := range g.nodes {
		slices.Sort(n.Rules)
		nodes = append(nodes, *n)
	}
	slices.SortFunc(nodes, func(a, b Node) int {
		return cmp.Or(cmp.Compare(orLast(a.Added), orLast(b.Added)), cmp.Compare(a.ID, b.ID))
	})
	edges := make([]Edge, 0, len(g.edges))
	for _, e := range g.edges {
		edges = append(edges, *e)
	}
	slices.SortFunc(edges, compareEdges)
	return nodes, edges
}

// orLast sorts an absent date behind all others.
func orLast(date string) string {
	return cmp.Or(date, "9999-99-99")
}

func compareEdges(a, b Edge) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}
