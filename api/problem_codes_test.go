package api_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
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
var worded = []string{"../api", "../graphstore", "../analytics", "../reports", "../reports/mail", "../cpl"}

// codesInSource finds the code of each error that is worded for clients.
func codesInSource(t *testing.T) []string {
	t.Helper()
	codes, constants := map[string]bool{}, map[string]string{}
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
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == len(spec.Names) {
				for i, name := range spec.Names {
					if text, ok := literal(spec.Values[i]); ok && strings.HasPrefix(name.Name, "Code") {
						constants[name.Name] = text
					}
				}
			}
			return true
		})
	}
	take := func(e ast.Expr) {
		if text, ok := literal(e); ok {
			codes[text] = true
		}
		switch e := e.(type) {
		case *ast.Ident:
			codes[constants[e.Name]] = true
		case *ast.SelectorExpr:
			codes[constants[e.Sel.Name]] = true
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if !slices.Contains([]string{"InputError", "FileFault", "translation"}, typeName(n.Type)) && n.Type != nil {
					return true
				}
				for _, element := range n.Elts {
					if pair, ok := element.(*ast.KeyValueExpr); ok && slices.Contains([]string{"Code", "code"}, fmt.Sprint(pair.Key)) {
						take(pair.Value)
					}
				}
			case *ast.CallExpr:
				if typeName(n.Fun) == "newProblem" && len(n.Args) > 1 {
					take(n.Args[1])
				}
			}
			return true
		})
	}
	for _, code := range api.StatusCodes {
		codes[code] = true
	}
	delete(codes, "")
	var out []string
	for code := range codes {
		out = append(out, code)
	}
	slices.Sort(out)
	return out
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
