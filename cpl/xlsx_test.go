package cpl_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"waymark/cpl"
	"waymark/internal/papers"
)

func TestWorkbooksThatAreRead(t *testing.T) {
	hidden := strings.Replace(csvRow(3, "A2"+cplRow[2:]), `<row `, `<row hidden="1" `, 1)
	for name, c := range map[string]struct {
		book  book
		lines []int64
	}{
		"plain":               {newBook(good()), []int64{2}},
		"hidden rows":         {newBook(good() + hidden), []int64{2, 3}},
		"gaps":                {newBook(row(2, "a title") + csvRow(5, cplHeader) + `<row r="6"><c r="A6" s="1"/></row>` + row(7, " ", "\u200b") + csvRow(9, cplRow)), []int64{9}},
		"no references":       {newBook(strings.NewReplacer(` r="A1"`, "", ` r="B1"`, "", ` r="2"`, "", ` r="A2"`, "", ` r="C2"`, "").Replace(good())), []int64{2}},
		"shared strings":      {newBook(strings.NewReplacer(text("A1", "CPL Entry ID"), `<c r="A1" t="s"><v>0</v></c>`, text("B1", "Device Type"), `<c r="B1" t="s"><v> 1 </v></c>`).Replace(good())), []int64{2}},
		"the second sheet":    {newBook(row(1, "notes"), good()), []int64{2}},
		"a hidden second":     {newBook(good(), csvRow(1, cplHeader)).with(t, "xl/workbook.xml", `name="S2"`, `name="S2" state="veryHidden"`), []int64{2}},
		"merged titles":       {newBook(row(1, "t")+csvRow(2, cplHeader)+csvRow(3, cplRow)).with(t, partOne, "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A1:F1"/><mergeCell ref="G2:H2"/></mergeCells>`), []int64{3}},
		"elements of drawing": {newBook(good()).with(t, partOne, "</sheetData>", `</sheetData><controls xmlns:x="y"><x:row r="1">1</x:row><x:row>7</x:row></controls>`), []int64{2}},
		"a chart sheet": {newBook(row(1, "chart"), good()).with(t, "xl/_rels/workbook.xml.rels", relType+"worksheet", relType+"chartsheet").
			with(t, partOne, "worksheet", "chartsheet").with(t, partOne, "/worksheet", "/chartsheet"), []int64{2}},
	} {
		t.Run(name, func(t *testing.T) {
			checked, rows := readPath(t, cpl.KindCPL, c.book.save(t))
			require.Empty(t, checked.Faults)
			var got []int64
			for _, r := range rows {
				got = append(got, r.Line)
			}
			require.Equal(t, c.lines, got)
			require.Equal(t, "A1", rows[0].Version.EntryID)
		})
	}
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	many := strings.Builder{}
	for i := range 1001 {
		fmt.Fprintf(&many, `<row r="%d"><c r="A%d"><f t="array" ref="A%d:A9999">1</f></c></row>`, i+1, i+1, i+1)
	}
	content := "[Content_Types].xml"
	workbookRels := "xl/_rels/workbook.xml.rels"
	without := func(part string) book {
		b := newBook(good())
		delete(b, part)
		return b
	}
	plus := func(part, text string) book {
		b := newBook(good())
		b[part] = text
		return b
	}
	for name, c := range map[string]struct {
		book book
		code string
	}{
		"no header":               {newBook(csvRow(1, cplRow)), cpl.CodeMissingColumn},
		"header at 21":            {newBook(manyRows(20) + csvRow(21, cplHeader) + csvRow(22, cplRow)), cpl.CodeMissingColumn},
		"a column twice":          {newBook(csvRow(1, cplHeader+",status") + csvRow(2, cplRow)), cpl.CodeDuplicateColumn},
		"two sheets":              {newBook(good(), row(1, "x"), good()), cpl.CodeSecondSheet},
		"a visible second":        {newBook(good(), good()).with(t, "xl/workbook.xml", `name="S1"`, `name="S1" state="hidden"`), cpl.CodeSecondSheet},
		"no sheet part":           {without(partOne), cpl.CodeMissingSheet},
		"no sheet relation":       {newBook(good()).with(t, workbookRels, `Id="s1"`, `Id="s9"`), cpl.CodeMissingSheet},
		"no sheet at all":         {newBook(), cpl.CodeMissingSheet},
		"no strings part":         {without("xl/sharedStrings.xml"), cpl.CodeMissingString},
		"no such string":          {newBook(good() + `<row r="3"><c r="Z3" t="s"><v>2</v></c></row>`), cpl.CodeMissingString},
		"string not a number":     {newBook(good() + `<row r="3"><c r="A3" t="s"><v>x</v></c></row>`), cpl.CodeMissingString},
		"negative string":         {newBook(good() + `<row r="3"><c r="A3" t="s"><v>-1</v></c></row>`), cpl.CodeMissingString},
		"merged rows":             {newBook(good()).with(t, partOne, "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells>`), cpl.CodeMergedCells},
		"cut off":                 {newBook(good()).with(t, partOne, "</sheetData></worksheet>", ""), cpl.CodeMalformedXML},
		"cut off in strings":      {newBook(good()).with(t, "xl/sharedStrings.xml", "</sst>", ""), cpl.CodeMalformedXML},
		"broken after rows":       {newBook(good()).with(t, partOne, "</worksheet>", "<a></b></worksheet>"), cpl.CodeMalformedXML},
		"broken other sheet":      {newBook(good(), row(1, "x")).with(t, "xl/worksheets/sheet2.xml", "</worksheet>", "<"), cpl.CodeMalformedXML},
		"broken styles":           {newBook(good()).with(t, "xl/styles.xml", "/>", ">"), cpl.CodeMalformedXML},
		"broken workbook":         {newBook(good()).with(t, "xl/workbook.xml", "</sheets>", ""), cpl.CodeMalformedXML},
		"broken types":            {newBook(good()).with(t, content, "</Types>", ""), cpl.CodeMalformedXML},
		"broken in mid-row":       {newBook(good() + `<row r="3"><c r="A3" t="str"><v>x & y</v></c></row>`), cpl.CodeMalformedXML},
		"undefined entity":        {newBook(good() + `<row r="3"><c r="A3" t="str"><v>&nbsp;</v></c></row>`), cpl.CodeMalformedXML},
		"second root":             {newBook(good()).with(t, partOne, "</worksheet>", "</worksheet><worksheet/>"), cpl.CodeMalformedXML},
		"text after the root":     {newBook(good()).with(t, partOne, "</worksheet>", "</worksheet>x"), cpl.CodeMalformedXML},
		"attribute twice":         {newBook(good() + `<row r="3" r="4"></row>`), cpl.CodeMalformedXML},
		"not UTF-8":               {newBook(good() + `<row r="3"><c r="A3" t="str"><v>` + "\xe9" + `</v></c></row>`), cpl.CodeMalformedXML},
		"NUL":                     {newBook(good() + `<row r="3"><c r="A3" t="str"><v>` + "\x00" + `</v></c></row>`), cpl.CodeMalformedXML},
		"nested too deep":         {newBook(good()).with(t, partOne, "</worksheet>", strings.Repeat("<a>", 300)+strings.Repeat("</a>", 300)+"</worksheet>"), cpl.CodeMalformedXML},
		"empty part":              {plus(partOne, ""), cpl.CodeMalformedXML},
		"document type":           {newBook(good()).with(t, partOne, "<worksheet", `<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet`), cpl.CodeDoctype},
		"document type, strings":  {newBook(good()).with(t, "xl/sharedStrings.xml", "<sst", `<!DOCTYPE sst><sst`), cpl.CodeDoctype},
		"macros by part":          {plus("xl/vbaProject.bin", "x"), cpl.CodeMacros},
		"macros by type":          {newBook(good()).with(t, content, "</Types>", `<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`), cpl.CodeMacros},
		"macros by relation":      {newBook(good()).with(t, workbookRels, "</Relationships>", `<Relationship Id="m" Type="`+relType+`xlMacrosheet" Target="x.xml"/></Relationships>`), cpl.CodeMacros},
		"rows out of order":       {newBook(good() + csvRow(2, cplRow)), cpl.CodeBadReference},
		"cells out of order":      {newBook(good() + `<row r="3">` + text("B3", "x") + text("A3", "y") + `</row>`), cpl.CodeBadReference},
		"cell of another row":     {newBook(good() + `<row r="3">` + text("A4", "x") + `</row>`), cpl.CodeBadReference},
		"row beyond the sheet":    {newBook(good() + csvRow(1048577, cplRow)), cpl.CodeBadReference},
		"unknown cell type":       {newBook(good() + `<row r="3"><c r="A3" t="zz"><v>1</v></c></row>`), cpl.CodeBadReference},
		"merge without cells":     {newBook(good()).with(t, partOne, "</sheetData>", `</sheetData><mergeCells><mergeCell ref="x"/></mergeCells>`), cpl.CodeBadReference},
		"too many array formulas": {newBook(many.String()), cpl.CodeBadReference},
		"too many columns":        {newBook(good() + `<row r="3">` + text("NTQ3", "x") + `</row>`), cpl.CodeTooManyColumns},
		"row over 1 MiB":          {newBook(good() + row(3, strings.Repeat("x", 1<<19), strings.Repeat("y", 1<<19+1))), cpl.CodeRecordTooLong},
		"cell over 1 MiB":         {newBook(good() + row(3, strings.Repeat("x", 1<<20+1))), cpl.CodeRecordTooLong},
		"tag over 4 MiB":          {newBook(good() + `<row r="3" x="` + strings.Repeat("x", 5<<20) + `"/>`), cpl.CodeRecordTooLong},
		"string over 1 MiB":       {newBook(good()).with(t, "xl/sharedStrings.xml", "CPL Entry ID", strings.Repeat("x", 1<<20+1)), cpl.CodeRecordTooLong},
		"no workbook":             {book{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, cpl.CodeNotAWorkbook},
		"a document":              {newBook(good()).with(t, "_rels/.rels", relType+"officeDocument", relType+"other"), cpl.CodeNotAWorkbook},
		"binary workbook":         {newBook(good()).with(t, "_rels/.rels", "workbook.xml", "workbook.bin"), cpl.CodeOldFormat},
		"zip bomb":                {plus(partOne, strings.Repeat(" ", 200<<20)), cpl.CodeZipBomb},
		"lacking workbook part":   {without("xl/workbook.xml"), cpl.CodeDamagedArchive},
		"two spellings of a part": {plus("XL/workbook.xml", "x"), cpl.CodeDamagedArchive},
	} {
		t.Run(name, func(t *testing.T) {
			fault := refuse(t, c.book.save(t))
			require.Equal(t, c.code, fault.Code, fault.Error())
		})
	}
}

func manyRows(n int) string {
	b := ""
	for i := range n {
		b += row(i+1, "title")
	}
	return b
}

func TestDamagedArchivesAreRefused(t *testing.T) {
	whole, err := os.ReadFile(newBook(good()).save(t))
	require.NoError(t, err)
	require.Equal(t, cpl.CodeDamagedArchive, refuse(t, write(t, string(whole[:len(whole)/2]))).Code)
	// Every byte that is turned over gives the same rows or a refusal.
	for i := 0; i < len(whole); i += 7 {
		broken := bytes.Clone(whole)
		broken[i] ^= 0x55
		_, rows, err := tryPath(t, cpl.KindCPL, write(t, string(broken)))
		var fault *cpl.FileFault
		if err != nil {
			require.ErrorAs(t, err, &fault)
			continue
		}
		require.Len(t, rows, 1)
		require.Equal(t, "A1", rows[0].Key)
	}
	encrypted := bytes.Clone(whole)
	for i := range len(encrypted) - 10 {
		if string(encrypted[i:i+4]) == "PK\x01\x02" {
			encrypted[i+8] |= 1
		}
	}
	require.Equal(t, cpl.CodeEncrypted, refuse(t, write(t, string(encrypted))).Code)
	compound := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 3<<20)
	require.Equal(t, cpl.CodeOldFormat, refuse(t, write(t, compound)).Code)
	name := strings.Join(strings.Split("EncryptedPackage", ""), "\x00") + "\x00"
	require.Equal(t, cpl.CodeEncrypted, refuse(t, write(t, compound[:1<<20-7]+name+compound)).Code)
	require.Equal(t, cpl.CodeDamagedArchive, refuse(t, write(t, "PK\x03\x04 and no more")).Code)
}

func TestAnArchiveOfManyPartsIsRefusedBeforeTheyAreListed(t *testing.T) {
	var archive bytes.Buffer
	out := zip.NewWriter(&archive)
	for i := range 30_000 {
		_, err := out.CreateRaw(&zip.FileHeader{Name: strconv.Itoa(i)})
		require.NoError(t, err)
	}
	require.NoError(t, out.Close())
	fault := refuse(t, write(t, archive.String()))
	require.Equal(t, cpl.CodeDamagedArchive, fault.Code)
	require.Contains(t, fault.Message, "more parts")
	_, err := cpl.ListZip(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	require.ErrorContains(t, err, "more parts")
}

func TestCellsOfWorkbooks(t *testing.T) {
	header := csvRow(1, cplHeader+",Manufacturer Image Hash,Date Added,Previous Firmware CPL Entry IDs,Manufacturer Name,Remark")
	cells := func(changed map[byte]string) string {
		b := `<row r="2">`
		for i, v := range append(strings.Split(cplRow, ","), "", "", "", "", "") {
			column := byte('A' + i)
			if c, there := changed[column]; there {
				b += c
			} else {
				b += text(string(column)+"2", v)
			}
		}
		return b + `</row>`
	}
	typed := func(ref, kind, v string) string { return `<c r="` + ref + `" t="` + kind + `"><v>` + v + `</v></c>` }
	for name, c := range map[string]struct {
		changed map[byte]string
		codes   []string
	}{
		"number that fills the width":  {map[byte]string{'C': number("C2", "9001"), 'E': number("E2", "38040404")}, nil},
		"number that is too short":     {map[byte]string{'C': number("C2", "901"), 'E': number("E2", "1")}, []string{"Manufacturer Identifier:number-not-text", "Firmware Version:number-not-text"}},
		"number in exponents":          {map[byte]string{'C': number("C2", "1E+3"), 'E': number("E2", "1.5E+20")}, []string{"Manufacturer Identifier:number-not-text", "Firmware Version:number-not-text"}},
		"number in the hash":           {map[byte]string{'G': number("G2", "12345678")}, []string{"Manufacturer Image Hash:number-not-text"}},
		"number as an id":              {map[byte]string{'A': number("A2", "12")}, []string{"CPL Entry ID:number-not-text"}},
		"number as a declaration":      {map[byte]string{'I': number("I2", "12")}, []string{"Previous Firmware CPL Entry IDs:number-not-text"}},
		"formula":                      {map[byte]string{'A': `<c r="A2" t="str"><f>"A"&amp;1</f><v>A1</v></c>`}, []string{"CPL Entry ID:formula"}},
		"formula without a value":      {map[byte]string{'I': `<c r="I2"><f>NA()</f></c>`}, []string{"Previous Firmware CPL Entry IDs:formula"}},
		"shared formula":               {map[byte]string{'H': `<c r="H2"><f t="shared" si="0"/><v>43571</v></c>`}, []string{"Date Added:formula"}},
		"formula that fills a range":   {map[byte]string{'C': `<c r="C2" t="str"><f t="array" ref="C2:D3">x</f><v>A0C1</v></c>`}, []string{"Manufacturer Identifier:formula", "Model Identifier:formula"}},
		"error value":                  {map[byte]string{'I': typed("I2", "e", "#N/A")}, []string{"Previous Firmware CPL Entry IDs:error-value"}},
		"error from a formula":         {map[byte]string{'I': `<c r="I2" t="e"><f>NA()</f><v>#N/A</v></c>`}, []string{"Previous Firmware CPL Entry IDs:formula"}},
		"boolean":                      {map[byte]string{'J': typed("J2", "b", "1")}, []string{"Manufacturer Name:boolean"}},
		"all in an unknown column":     {map[byte]string{'K': `<c r="K2" t="e"><f>NA()</f><v>#N/A</v></c>`}, nil},
		"date as a serial":             {map[byte]string{'H': number("H2", "43571.5")}, nil},
		"date in exponents":            {map[byte]string{'H': number("H2", "4.3571E4")}, nil},
		"date as ISO":                  {map[byte]string{'H': typed("H2", "d", "2019-04-16T00:00:00")}, nil},
		"date beyond serials":          {map[byte]string{'H': number("H2", "20190416")}, []string{"Date Added:not-a-date"}},
		"escaped NUL":                  {map[byte]string{'J': text("J2", "a_x0000_b")}, []string{"Manufacturer Name:invisible-character"}},
		"escaped newlines are trimmed": {map[byte]string{'A': text("A2", "A1_x000D__x000a_")}, nil},
		"escaped escape":               {map[byte]string{'J': text("J2", "a_x005F_x0000_")}, nil},
		"text beyond the header":       {map[byte]string{'K': text("K2", "") + text("M2", "x")}, []string{":fields"}},
		"blank beyond the header":      {map[byte]string{'K': text("K2", "") + text("M2", " ") + `<c r="XFD2" s="1"/>`}, nil},
		"required cell not there":      {map[byte]string{'F': ""}, []string{"Status:required"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := readPath(t, cpl.KindCPL, newBook(header+cells(c.changed)).save(t))
			require.Len(t, rows, 1)
			require.Equal(t, append([]string{}, c.codes...), codes(rows[0].Faults))
			if strings.HasPrefix(name, "date ") && c.codes == nil {
				require.Equal(t, cpl.Date("2019-04-16"), rows[0].Version.AddedOn)
			}
		})
	}
}

func TestNumbersOfInstalls(t *testing.T) {
	_, rows := readPath(t, cpl.KindInstalls, newBook(csvRow(1, insHeader+",Gained Count")+
		`<row r="2">`+number("A2", "42")+text("B2", "ESME")+text("C2", "A0C1")+text("D2", "0C1A0001")+text("E2", "00000001")+number("F2", "46326")+number("G2", "1E3")+number("H2", "5.0")+`</row>`+
		`<row r="3">`+text("A3", "S")+text("B3", "IHD")+text("C3", "A0C1")+text("D3", "0C1A0001")+number("F3", "46326")+number("G3", "1.5")+number("H3", "-1")+`</row>`).save(t))
	require.Empty(t, rows[0].Faults)
	require.Equal(t, cpl.Cohort{Supplier: "42", Tuple: rows[0].Cohort.Tuple, AsOf: "2026-10-31", Count: 1000, Gained: 5}, rows[0].Cohort)
	require.Equal(t, []string{"Count:not-a-count", "Gained Count:not-a-count"}, codes(rows[1].Faults))
	require.True(t, rows[1].TupleRead)
}

func TestDatesThatCountFrom1904(t *testing.T) {
	sheet := csvRow(1, cplHeader+",Date Added,Date Removed") + strings.Replace(csvRow(2, cplRow), "</row>", number("G2", "42109")+text("H2", "43571")+"</row>", 1)
	_, rows := readPath(t, cpl.KindCPL, newBook(sheet).with(t, "xl/workbook.xml", "<workbookPr/>", `<workbookPr date1904="1"/>`).save(t))
	require.Empty(t, rows[0].Faults)
	require.Equal(t, cpl.Date("2019-04-16"), rows[0].Version.AddedOn)
	require.Equal(t, cpl.Date("2019-04-16"), rows[0].Version.RemovedOn)
}

func TestManySharedStringsGoThroughADisk(t *testing.T) {
	const n = 40_000
	var texts, rows strings.Builder
	for i := range n {
		fmt.Fprintf(&texts, "<si><t>%d %s</t></si>", i, strings.Repeat("é", 500))
		line := csvRow(i+2, fmt.Sprintf("A%d%s", i, cplRow[2:]))
		fmt.Fprintf(&rows, `%s<c r="G%d" t="s"><v>%d</v></c></row>`, strings.TrimSuffix(line, "</row>"), i+2, (i*7919)%n)
	}
	b := newBook(csvRow(1, cplHeader+",Manufacturer Name") + rows.String())
	b["xl/sharedStrings.xml"] = xmlHead + `<sst ` + mainNS + `>` + texts.String() + `</sst>`
	_, got := readPath(t, cpl.KindCPL, b.save(t))
	require.Len(t, got, n)
	for i, r := range got {
		if want := fmt.Sprintf("%d %s", (i*7919)%n, strings.Repeat("é", 500)); r.Version.ManufacturerName != want {
			require.Equal(t, want, r.Version.ManufacturerName)
		}
	}
}

func TestAWorkbookSaysTheSameAsTheCSV(t *testing.T) {
	sample := papers.File(t, "damaged.cpl.csv")
	in, err := os.Open(sample)
	require.NoError(t, err)
	records, err := csv.NewReader(in).ReadAll()
	require.NoError(t, err)
	require.NoError(t, in.Close())
	x := excelize.NewFile()
	for i, r := range records {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, x.SetSheetRow("Sheet1", at, &r))
	}
	path := filepath.Join(t.TempDir(), "list.bin")
	out, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, x.Write(out))
	require.NoError(t, out.Close())

	_, want := readPath(t, cpl.KindCPL, sample)
	_, got := readPath(t, cpl.KindCPL, path)
	require.Len(t, got, len(want))
	for i := range got {
		require.Equal(t, want[i].Version, got[i].Version)
		require.Equal(t, want[i].Raw(), got[i].Raw())
	}
}
