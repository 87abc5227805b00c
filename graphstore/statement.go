package graphstore

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed cypher/*.cypher
var cypherFiles embed.FS

// Statement is one named Cypher text: the file cypher/<name>.cypher.
type Statement struct {
	Name string
	Text string
}

// statement loads cypher/<name>.cypher. A missing file is a mistake in the
// program, found when the package is initialised.
func statement(name string) Statement {
	text, err := fs.ReadFile(cypherFiles, "cypher/"+name+".cypher")
	if err != nil {
		panic(fmt.Sprintf("cypher file %s.cypher: %v", name, err))
	}
	s := Statement{Name: name, Text: string(text)}
	loaded[name] = s
	return s
}

// loaded holds every statement that the package uses, for the guard test that
// compares it with the files in the tree.
var loaded = map[string]Statement{}

// Statements returns every statement of the package, by name.
func Statements() map[string]Statement { return loaded }

// StatementFiles returns the names of all embedded files, without extension.
func StatementFiles() ([]string, error) {
	entries, err := fs.ReadDir(cypherFiles, "cypher")
	if err != nil {
		return nil, fmt.Errorf("list cypher files: %w", err)
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".cypher"))
	}
	return names, nil
}
