package cpl_test

import (
	"archive/zip"
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// book is a workbook whose parts a test can break.
type book map[string]string

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relsHead = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	relType  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	partOne  = "xl/worksheets/sheet1.xml"
)

// newBook makes a workbook of worksheets, given by the XML inside sheetData and
// what follows it.
func newBook(sheets ...string) book {
	b := book{
		"[Content_Types].xml":  xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels":          relsHead + `<Relationship Id="r" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/sharedStrings.xml": xmlHead + `<sst ` + mainNS + `><si><t>CPL Entry ID</t></si><si><r><t>Device </t></r><rPh><t>no</t></rPh><r><t xml:space="preserve">Type</t></r></si></sst>`,
		"xl/styles.xml":        xmlHead + `<styleSheet ` + mainNS + `/>`,
	}
	list, rels := "", ""
	for i, s := range sheets {
		list += fmt.Sprintf(`<sheet name="S%d" sheetId="%d" r:id="s%d"/>`, i+1, i+1, i+1)
		rels += fmt.Sprintf(`<Relationship Id="s%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relType, i+1)
		b[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = xmlHead + `<worksheet ` + mainNS + `><sheetData>` + s + `</sheetData></worksheet>`
	}
	b["xl/workbook.xml"] = xmlHead + `<workbook ` + mainNS + `><workbookPr/><sheets>` + list + `</sheets></workbook>`
	b["xl/_rels/workbook.xml.rels"] = relsHead + rels +
		`<Relationship Id="t" Type="` + relType + `sharedStrings" Target="/xl/sharedStrings.xml"/>` +
		`<Relationship Id="y" Type="` + relType + `styles" Target="styles.xml"/></Relationships>`
	return b
}

// with replaces text in a part.
func (b book) with(t *testing.T, part, old, replacement string) book {
	t.Helper()
	require.Contains(t, b[part], old)
	c := maps.Clone(b)
	c[part] = strings.Replace(b[part], old, replacement, 1)
	return c
}

func (b book) save(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.csv")
	out, err := os.Create(path)
	require.NoError(t, err)
	z := zip.NewWriter(out)
	for _, name := range slices.Sorted(maps.Keys(b)) {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(b[name]))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	require.NoError(t, out.Close())
	return path
}

// text is a cell with an inline string, number one with a number.
func text(ref, s string) string {
	return `<c r="` + ref + `" t="inlineStr"><is><t xml:space="preserve">` + html.EscapeString(s) + `</t></is></c>`
}

func number(ref, v string) string { return `<c r="` + ref + `"><v>` + v + `</v></c>` }

// row is a row of text cells from column A on.
func row(n int, cells ...string) string {
	b := fmt.Sprintf(`<row r="%d">`, n)
	for i, c := range cells {
		b += text(fmt.Sprintf("%c%d", 'A'+i, n), c)
	}
	return b + `</row>`
}

func csvRow(n int, line string) string { return row(n, strings.Split(line, ",")...) }

// good is a sheet with the required columns and one row.
func good() string { return csvRow(1, cplHeader) + csvRow(2, cplRow) }
