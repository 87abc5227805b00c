package api_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

var update = flag.Bool("update", false, "write the list of problem codes and the page that is made of it")

// The packages whose errors reach clients.
var worded = []string{"../api", "../api/identity", "../graphstore", "../analytics", "../reports", "../reports/mail", "../cpl"}

// sources are the parsed files of the packages.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	var files []*ast.File
	for _, dir := range worded {
		entries, err := fs.Glob(os.DirFS(dir), "*.go")
		require.NoError(t, err)
		for _, name := range entries {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, 0)
			require.NoError(t, err)
			files = append(files, file)
		}
	}
	return files
}

// codeReader collects the codes of errors that are worded for clients.
type codeReader struct {
	codes map[string]bool
	// constants are the texts of constants called Code…, by name.
	constants map[string]string
}

func (r codeReader) name(n ast.Node) bool {
	spec, ok := n.(*ast.ValueSpec)
	if !ok || len(spec.Values) != len(spec.Names) {
		return true
	}
	for i, name := range spec.Names {
		if text, ok := literal(spec.Values[i]); ok && strings.HasPrefix(name.Name, "Code") {
			r.constants[name.Name] = text
		}
	}
	return true
}

func (r codeReader) take(e ast.Expr) {
	if text, ok := literal(e); ok {
		r.codes[text] = true
		return
	}
	r.codes[r.constants[typeName(e)]] = true
}

func (r codeReader) read(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CompositeLit:
		if n.Type == nil || slices.Contains([]string{"InputError", "FileFault", "translation"}, typeName(n.Type)) {
			r.readMembers(n.Elts)
		}
	case *ast.CallExpr:
		if typeName(n.Fun) == "newProblem" && len(n.Args) > 1 {
			r.take(n.Args[1])
		}
		if typeName(n.Fun) == "refuse" && len(n.Args) > 1 {
			r.take(n.Args[0])
		}
	}
	return true
}

func (r codeReader) readMembers(members []ast.Expr) {
	for _, member := range members {
		if pair, ok := member.(*ast.KeyValueExpr); ok && slices.Contains([]string{"Code", "code"}, typeName(pair.Key)) {
			r.take(pair.Value)
		}
	}
}

// codesInSource finds the code of each error that is worded for clients.
func codesInSource(t *testing.T) []string {
	t.Helper()
	r, files := codeReader{map[string]bool{}, map[string]string{}}, sources(t)
	for _, file := range files {
		ast.Inspect(file, r.name)
	}
	for _, file := range files {
		ast.Inspect(file, r.read)
	}
	for _, code := range api.StatusCodes {
		r.codes[code] = true
	}
	delete(r.codes, "")
	return slices.Sorted(maps.Keys(r.codes))
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

const (
	apiPage    = "../docs/api.md"
	codesBegin = "<!-- codes -->"
	codesEnd   = "<!-- end of codes -->"
)

// codeTable writes the codes as lines of a page.
func codeTable(codes []string) string {
	var out strings.Builder
	line := ""
	for _, code := range codes {
		if len(line)+len(code) > 130 {
			out.WriteString(line + "\n")
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += "`" + code + "`"
	}
	return "\n" + out.String() + line + "\n\n"
}

// Every code that a problem can have is in the document, since programs are written against them.
func TestEveryProblemCodeIsListed(t *testing.T) {
	found := codesInSource(t)
	require.Greater(t, len(found), 100)
	if *update {
		require.NoError(t, os.WriteFile("problem_codes.txt", []byte(strings.Join(found, "\n")+"\n"), 0o600))
	}
	listed, err := os.ReadFile("problem_codes.txt")
	require.NoError(t, err)
	require.Equal(t, found, strings.Fields(string(listed)), "run go test ./api -run TestEveryProblemCode -update")
	page, err := os.ReadFile(apiPage)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(page), codesBegin)
	require.True(t, ok)
	_, after, ok := strings.Cut(rest, codesEnd)
	require.True(t, ok)
	made := before + codesBegin + "\n" + codeTable(found) + codesEnd + after
	if *update {
		require.NoError(t, os.WriteFile(apiPage, []byte(made), 0o600))
		page = []byte(made)
	}
	require.Equal(t, made, string(page), "run go test ./api -run TestEveryProblemCode -update")
	c := serve(t, api.Options{})
	var described []string
	for _, code := range c.doc.Components.Schemas["Problem"].Value.Properties["code"].Value.Enum {
		described = append(described, code.(string))
	}
	require.Equal(t, found, described)
}
