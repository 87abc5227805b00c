package analytics

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"waymark/graphstore"
)

const (
	// MaxChanges is how many changes are tried at once, maxChangesBytes how long they may be.
	MaxChanges      = 1000
	maxChangesBytes = 1 << 20
)

// ReadChanges reads what a what-if is to try (contract, section 6): YAML, of
// which JSON is a part. Every fault is an *graphstore.InputError that names the line.
func ReadChanges(from io.Reader) ([]graphstore.Change, error) {
	text, err := io.ReadAll(io.LimitReader(from, maxChangesBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the changes: %w", err)
	}
	if len(text) > maxChangesBytes {
		return nil, faultyChanges(0, fmt.Sprintf("they are over %d bytes", maxChangesBytes), "try fewer at once")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, faultyChanges(0, "there is nothing in it", "write changes: and a list below it")
		}
		return nil, faultyChanges(0, "it is no YAML: "+strings.TrimPrefix(err.Error(), "yaml: "), "see waymark whatif --help for an example")
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, faultyChanges(0, "it holds more than one document", "put all changes into one list")
	}
	members, err := membersOf(document.Content[0], "changes")
	if err != nil {
		return nil, err
	}
	list := members["changes"]
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		return nil, faultyChanges(document.Content[0].Line, "it names no changes", "write changes: and a list below it")
	}
	if len(list.Content) > MaxChanges {
		return nil, faultyChanges(list.Line, fmt.Sprintf("it names %d changes, and at most %d are tried at once", len(list.Content), MaxChanges), "try fewer, or put new entries into a file and use lint")
	}
	changes := make([]graphstore.Change, len(list.Content))
	for i, node := range list.Content {
		if changes[i], err = readChange(node); err != nil {
			return nil, err
		}
	}
	return changes, checkContradictions(changes)
}

func faultyChanges(line int, what, hint string) error {
	where := "the changes"
	if line > 0 {
		where = fmt.Sprintf("line %d", line)
	}
	return &graphstore.InputError{Code: "bad-changes", Message: where + ": " + what, Hint: hint}
}

// membersOf reads a mapping that may have the given keys and no other.
func membersOf(node *yaml.Node, keys ...string) (map[string]*yaml.Node, error) {
	if node.Kind != yaml.MappingNode {
		return nil, faultyChanges(node.Line, "here is to be one of "+strings.Join(keys, ", "), "write it as key: value")
	}
	out := map[string]*yaml.Node{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if !slices.Contains(keys, key.Value) {
			return nil, faultyChanges(key.Line, fmt.Sprintf("there is no %q here", key.Value), "write "+strings.Join(keys, ", "))
		}
		if out[key.Value] != nil {
			return nil, faultyChanges(key.Line, fmt.Sprintf("%q stands here twice", key.Value), "make a change of its own of it")
		}
		out[key.Value] = node.Content[i+1]
	}
	return out, nil
}

func readChange(node *yaml.Node) (graphstore.Change, error) {
	c := graphstore.Change{At: fmt.Sprintf("line %d", node.Line)}
	members, err := membersOf(node, "remove", "suspend", "restrict", "declare")
	if err != nil {
		return c, err
	}
	if len(members) != 1 {
		return c, faultyChanges(node.Line, "a change is one of remove, suspend, restrict, declare", "begin each change with its own dash")
	}
	for kind, value := range members {
		c.Kind = graphstore.ChangeKind(kind)
		switch c.Kind {
		case graphstore.ChangeRestrict:
			return c, readRestrict(value, &c)
		case graphstore.ChangeDeclare:
			return c, readDeclare(value, &c)
		default:
			c.Entry, err = readID(value, kind)
		}
	}
	return c, err
}

// readID reads a scalar as it is typed: an id that looks like a number is a text.
func readID(node *yaml.Node, of string) (string, error) {
	if node == nil || node.Kind != yaml.ScalarNode || strings.TrimSpace(node.Value) == "" || node.Tag == "!!null" {
		line := 0
		if node != nil {
			line = node.Line
		}
		return "", faultyChanges(line, of+" needs one text", "give the CPL Entry ID as it is on the list, in quotation marks if it holds : or #")
	}
	return strings.TrimSpace(node.Value), nil
}

func readRestrict(node *yaml.Node, c *graphstore.Change) error {
	members, err := membersOf(node, "from", "to", "reason")
	if err != nil {
		return err
	}
	for key, into := range map[string]*string{"from": &c.From, "to": &c.To} {
		value := members[key]
		if value == nil {
			return faultyChanges(node.Line, "restrict needs "+key, "write restrict: {from: ID, to: ID, reason: text}")
		}
		if *into, err = readID(value, key); err != nil {
			return err
		}
	}
	if members["reason"] != nil {
		c.Reason, err = readID(members["reason"], "reason")
	}
	return err
}

func readDeclare(node *yaml.Node, c *graphstore.Change) error {
	members, err := membersOf(node, "entry", "predecessors")
	if err != nil {
		return err
	}
	if members["entry"] == nil || members["predecessors"] == nil {
		return faultyChanges(node.Line, "declare needs entry and predecessors", "write declare: {entry: ID, predecessors: [ID]}, or predecessors: none")
	}
	if c.Entry, err = readID(members["entry"], "entry"); err != nil {
		return err
	}
	given := members["predecessors"]
	if given.Kind == yaml.ScalarNode && given.Value == "none" {
		return nil
	}
	if given.Kind != yaml.SequenceNode || len(given.Content) == 0 {
		return faultyChanges(given.Line, "predecessors is neither a list of CPL Entry IDs nor none", "write predecessors: [ID], or predecessors: none for N/A")
	}
	for _, item := range given.Content {
		id, err := readID(item, "predecessors")
		if err != nil {
			return err
		}
		c.Predecessors = append(c.Predecessors, id)
	}
	return nil
}

// checkContradictions refuses two changes of one thing: which of them is meant
// cannot be told.
func checkContradictions(changes []graphstore.Change) error {
	seen := map[string]graphstore.Change{}
	for _, c := range changes {
		about := "status " + c.Entry
		switch c.Kind {
		case graphstore.ChangeDeclare:
			about = "declaration " + c.Entry
		case graphstore.ChangeRestrict:
			about = fmt.Sprintf("edge %q %q", c.From, c.To)
		}
		if other, twice := seen[about]; twice {
			return &graphstore.InputError{Code: "contradiction", Message: fmt.Sprintf("%s: %s contradicts or repeats what %s says", c.At, describeChange(c), other.At), Hint: "keep one of the two, and try the other by itself"}
		}
		seen[about] = c
	}
	return nil
}

func describeChange(c graphstore.Change) string {
	if c.Kind == graphstore.ChangeRestrict {
		return fmt.Sprintf("restrict from %q to %q", c.From, c.To)
	}
	return fmt.Sprintf("%s %q", c.Kind, c.Entry)
}
