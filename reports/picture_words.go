package reports

import (
	"fmt"
	"slices"
	"strings"
)

// pictureRow is a node of a picture in words.
type pictureRow struct {
	Name, Firmware, Standing, From string
	Installs                       int64
}

// summary says in words what the picture shows.
func (p *Picture) summary() string {
	unreached, removed, cited := 0, 0, 0
	for i := range p.Nodes {
		switch n := &p.Nodes[i]; {
		case n.Kind == kindPlaceholder:
			cited++
		case n.Kind == kindVersion && !n.Listed:
			removed++
		case n.Kind == kindVersion && !n.Reached:
			unreached++
		}
	}
	broken, restricted := 0, 0
	for _, e := range p.Edges {
		switch e.Broken {
		case "":
		case brokenRestricted:
			restricted++
		default:
			broken++
		}
	}
	text := fmt.Sprintf("The model has %s and %s; %s about it, affecting at least %s.", counted(p.Versions, "version", "versions"),
		counted(p.Links, "declared link", "declared links"), counted(p.Findings, "finding is", "findings are"), counted(p.Devices, "device", "devices"))
	var shown []string
	for _, s := range []struct {
		n         int
		one, many string
	}{
		{unreached, "version that cannot be reached", "versions that cannot be reached"},
		{removed, "version that is off the list", "versions that are off the list"},
		{cited, "cited id that no entry has", "cited ids that no entry has"},
		{broken, "broken link", "broken links"},
		{restricted, "restricted link", "restricted links"},
	} {
		if s.n > 0 {
			shown = append(shown, counted(s.n, s.one, s.many))
		}
	}
	if len(shown) > 0 {
		text += " Shown: " + strings.Join(shown, ", ") + "."
	}
	return text
}

// rows are the nodes in words, in the order in which they are drawn.
func (p *Picture) rows() []pictureRow {
	byID := map[string]*Node{}
	for i := range p.Nodes {
		byID[p.Nodes[i].ID] = &p.Nodes[i]
	}
	from := map[string][]string{}
	for _, e := range p.Edges {
		text := byID[e.From].name()
		if e.Broken != "" {
			text += " " + e.says()
		}
		from[e.To] = append(from[e.To], text)
	}
	rows := make([]pictureRow, 0, len(p.Nodes))
	for i := range p.Nodes {
		n := &p.Nodes[i]
		slices.Sort(from[n.ID])
		rows = append(rows, pictureRow{
			Name: n.name(), Firmware: n.Firmware, Standing: n.standing(), From: strings.Join(from[n.ID], "; "), Installs: n.Installs,
		})
	}
	return rows
}

func (n *Node) name() string {
	switch n.Kind {
	case kindPlain:
		return fmt.Sprintf("%s to %s", n.Members[0], n.Members[len(n.Members)-1])
	case kindUnlisted:
		return "no entry matches"
	}
	return n.ID
}

// standing says in words what the node's shape says.
func (n *Node) standing() string {
	switch n.Kind {
	case kindPlain:
		return counted(len(n.Members), "version", "versions") + " in plain order: " + strings.Join(n.Members, ", ")
	case kindPlaceholder:
		return "cited, but on no list"
	case kindForeign:
		return "of another device model: " + n.Status
	case kindUnlisted:
		return "devices on firmware that matches no entry: " + strings.Join(n.Members, ", ")
	}
	var parts []string
	if n.Start {
		parts = append(parts, "start")
	}
	if !n.Listed {
		parts = append(parts, strings.ToLower(n.removal()))
	} else if !n.Reached {
		parts = append(parts, "cannot be reached")
	}
	if slices.Contains(n.Rules, "predecessor-undeclared") {
		parts = append(parts, "predecessors not stated")
	}
	if len(parts) == 0 {
		return "listed, can be reached"
	}
	return strings.Join(parts, ", ")
}
