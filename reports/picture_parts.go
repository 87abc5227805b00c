package reports

// islands are the parts of a picture that no link joins, in the order of their
// first nodes.
func (p *Picture) islands() []*Picture {
	leader := map[string]string{}
	for _, n := range p.Nodes {
		leader[n.ID] = n.ID
	}
	find := func(id string) string {
		for leader[id] != id {
			id = leader[id]
		}
		return id
	}
	for _, e := range p.Edges {
		leader[find(e.To)] = find(e.From)
	}
	byLeader := map[string]*Picture{}
	var out []*Picture
	for _, n := range p.Nodes {
		part := byLeader[find(n.ID)]
		if part == nil {
			part = &Picture{}
			byLeader[find(n.ID)] = part
			out = append(out, part)
		}
		part.Nodes = append(part.Nodes, n)
	}
	for _, e := range p.Edges {
		part := byLeader[find(e.To)]
		part.Edges = append(part.Edges, e)
	}
	return out
}
