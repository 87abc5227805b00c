package reports

import (
	"fmt"
	"strings"
	"unicode"

	"waymark/cpl"
)

// longestLabel is how many characters of a CPL Entry ID a box shows.
const longestLabel = 30

// dot writes the graph of a picture in Graphviz' language. Nodes are named n0,
// n1, … so that nothing from the data can be taken for syntax or identity; what
// they mean is in shape and text, and colour only repeats it.
func (p *Picture) dot(direction string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph pathway {\n  rankdir=%s; bgcolor=transparent; pack=12; packmode=\"graph\"; nodesep=0.22; ranksep=0.42;\n", direction)
	b.WriteString("  node [fontname=Helvetica, fontsize=10, shape=box, margin=\"0.14,0.07\", style=filled, fillcolor=white, color=\"#222222\"];\n")
	b.WriteString("  edge [fontname=Helvetica, fontsize=9, color=\"#222222\", arrowsize=0.8];\n")
	names := map[string]string{}
	for i, n := range p.Nodes {
		names[n.ID] = fmt.Sprintf("n%d", i)
		fmt.Fprintf(&b, "  n%d [label=%s%s];\n", i, quoted(strings.Join(n.lines(), "\n")), n.look())
	}
	for i, e := range p.Edges {
		e.write(&b, names[e.From], names[e.To], fmt.Sprintf("e%d", i))
	}
	b.WriteString("}\n")
	return []byte(b.String())
}

// lines is the text in a node's box.
func (n *Node) lines() []string {
	switch n.Kind {
	case kindPlain:
		return []string{fmt.Sprintf("… %s …", counted(len(n.Members), "version", "versions")), "in plain order"}
	case kindPlaceholder:
		return []string{short(n.ID), "NOT ON THE LIST"}
	case kindForeign:
		return []string{short(n.ID), "OTHER DEVICE MODEL", n.Status}
	case kindUnlisted:
		return []string{"NO ENTRY MATCHES", counted(len(n.Members), "firmware version", "firmware versions"), counted(n.Installs, "device", "devices")}
	}
	lines := []string{short(n.ID)}
	if n.Firmware != "" {
		lines = append(lines, "firmware "+n.Firmware)
	}
	if n.Start {
		lines = append(lines, "START")
	}
	if !n.Listed {
		lines = append(lines, n.removal())
	}
	if n.Listed && !n.Reached {
		lines = append(lines, "CANNOT BE REACHED")
	}
	for _, rule := range n.Rules {
		if rule == "predecessor-undeclared" {
			lines = append(lines, "PREDECESSORS NOT STATED")
		}
	}
	if n.Installs > 0 {
		lines = append(lines, counted(n.Installs, "device", "devices"))
	}
	return lines
}

func (n *Node) removal() string {
	if cpl.Date(n.Removed).Stated() {
		return "REMOVED " + n.Removed
	}
	return strings.TrimSpace("NOT LISTED " + strings.ToUpper(n.Status))
}

// look is a node's shape: each condition has its own border or outline.
func (n *Node) look() string {
	switch n.Kind {
	case kindPlain:
		return `, style="filled,rounded,dotted"`
	case kindPlaceholder:
		return `, shape=octagon, fillcolor="#fff4d6"`
	case kindForeign:
		return `, shape=hexagon, fillcolor="#fff4d6"`
	case kindUnlisted:
		return `, shape=house, fillcolor="#fde7e4"`
	}
	look := ""
	if n.Start {
		look += ", peripheries=2"
	}
	switch {
	case !n.Listed:
		look += `, style="filled,dashed", fillcolor="#ececec"`
	case !n.Reached:
		look += `, penwidth=3.5, fillcolor="#fde7e4"`
	}
	return look
}

// brokenWords are what a broken link says in a picture.
var brokenWords = map[string]string{
	brokenPlaceholder: "not on the list", brokenSelf: "cites itself", brokenForeign: "other model",
	brokenTarget: "leads to an unlisted version", brokenFromDelisted: "from an unlisted version", brokenRestricted: "restricted",
}

// says is what is wrong with a broken link, in a picture's words.
func (e *Edge) says() string {
	if e.Broken != brokenRestricted {
		return "✗ " + brokenWords[e.Broken]
	}
	text := "✗ RESTRICTED"
	if e.Until != "" {
		text += " until " + e.Until
	}
	if e.Reference != "" {
		text += " (" + short(e.Reference) + ")"
	}
	return text
}

// write draws a link. What is wrong with a broken one stands in a node of its
// own in the middle of it, since packed layouts lose the labels of edges.
func (e *Edge) write(b *strings.Builder, from, to, middle string) {
	words := quoted(e.says())
	switch {
	case e.Broken == "":
		fmt.Fprintf(b, "  %s -> %s;\n", from, to)
	case from == to:
		fmt.Fprintf(b, "  %s -> %s [style=dashed, arrowhead=tee, label=%s];\n", from, to, words)
	case e.Broken == brokenRestricted:
		// A box of its own tells it from what is broken by a mistake.
		fmt.Fprintf(b, "  %s [shape=box, style=bold, fontsize=9, margin=\"0.06,0.03\", height=0.2, label=%s];\n", middle, words)
		fmt.Fprintf(b, "  %s -> %s [arrowhead=none];\n", from, middle)
		fmt.Fprintf(b, "  %s -> %s [style=dashed, arrowhead=tee];\n", middle, to)
	default:
		fmt.Fprintf(b, "  %s [shape=plaintext, style=\"\", fontsize=9, margin=\"0.03,0.01\", height=0.2, label=%s];\n", middle, words)
		fmt.Fprintf(b, "  %s -> %s [style=dashed, arrowhead=none];\n", from, middle)
		fmt.Fprintf(b, "  %s -> %s [style=dashed, arrowhead=tee];\n", middle, to)
	}
}

// short cuts the middle out of a long id.
func short(id string) string {
	runes := []rune(id)
	if len(runes) <= longestLabel {
		return id
	}
	half := (longestLabel - 1) / 2
	return string(runes[:half]) + "…" + string(runes[len(runes)-half:])
}

// quoted makes a label of any text. Graphviz reads backslashes and character
// references in labels, so both are written as themselves.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '&':
			b.WriteString("&amp;")
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
