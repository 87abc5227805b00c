package cpl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

func lines(text ...string) string { return strings.Join(text, "\n") }

func TestCSVFilesThatAreRead(t *testing.T) {
	semicolons := strings.NewReplacer(",", ";")
	tabs := strings.NewReplacer(",", "\t")
	titles := strings.Repeat("a title; with, everything\n", 19)
	for name, c := range map[string]struct {
		content string
		lines   []int64
	}{
		"plain":              {lines(cplHeader, cplRow), []int64{2}},
		"newline at end":     {lines(cplHeader, cplRow, ""), []int64{2}},
		"CRLF":               {strings.ReplaceAll(lines(cplHeader, cplRow, "A2"+cplRow[2:]), "\n", "\r\n"), []int64{2, 3}},
		"CR":                 {strings.ReplaceAll(lines(cplHeader, cplRow, "A2"+cplRow[2:]), "\n", "\r"), []int64{2, 3}},
		"mixed":              {cplHeader + "\r\n" + cplRow + "\r" + "A2" + cplRow[2:] + "\n" + "A3" + cplRow[2:], []int64{2, 3, 4}},
		"BOM":                {"\ufeff" + lines(cplHeader, cplRow), []int64{2}},
		"BOM and quotes":     {"\ufeff\"CPL Entry ID\"" + strings.TrimPrefix(cplHeader, "CPL Entry ID") + "\n" + cplRow, []int64{2}},
		"semicolons":         {semicolons.Replace(lines(cplHeader, cplRow)), []int64{2}},
		"tabs":               {tabs.Replace(lines(cplHeader, cplRow)), []int64{2}},
		"semicolons, quoted": {semicolons.Replace(lines(`"CPL Entry ID"`+strings.TrimPrefix(cplHeader, "CPL Entry ID"), cplRow)), []int64{2}},
		"titles":             {"The list,of today\n\n" + lines(cplHeader, cplRow), []int64{4}},
		"nineteen titles":    {titles + lines(cplHeader, cplRow), []int64{21}},
		"blank records":      {lines(cplHeader, "", ",,,", cplRow, " ,\u00a0,\u200b,,,", "A2"+cplRow[2:], ""), []int64{4, 6}},
		"quoted newlines":    {lines(cplHeader+",Remark", cplRow+",\"a\n\r\n\rb\"", "A2"+cplRow[2:]+",c"), []int64{2, 6}},
		"blank to the right": {lines(cplHeader+",,", cplRow+",,", "A2"+cplRow[2:], "A3"+cplRow[2:]+",,,,"), []int64{2, 3, 4}},
		"empty cells quoted": {lines(cplHeader+",x", cplRow+`,""`), []int64{2}},
	} {
		t.Run(name, func(t *testing.T) {
			checked, rows := read(t, cpl.KindCPL, c.content)
			var got []int64
			for _, row := range rows {
				require.Empty(t, row.Faults)
				got = append(got, row.Line)
			}
			require.Equal(t, c.lines, got)
			require.Equal(t, int64(len(c.lines)), checked.Accepted)
		})
	}
}

func TestCSVFilesThatAreRefused(t *testing.T) {
	wide := strings.Repeat("x,", 10_000)
	for name, c := range map[string]struct {
		content string
		code    string
		line    int64
	}{
		"empty":                     {"", cpl.CodeMissingColumn, 0},
		"blank":                     {"\n\n,,\n", cpl.CodeMissingColumn, 0},
		"no header":                 {cplRow, cpl.CodeMissingColumn, 1},
		"header too far down":       {strings.Repeat("title\n", 20) + lines(cplHeader, cplRow), cpl.CodeMissingColumn, 1},
		"a column lacking":          {lines("t", strings.TrimSuffix(cplHeader, ",Status")), cpl.CodeMissingColumn, 2},
		"installs as a list":        {lines(insHeader, insRow), cpl.CodeMissingColumn, 1},
		"a column twice":            {lines(cplHeader+",status", cplRow+",Current"), cpl.CodeDuplicateColumn, 1},
		"an alias too":              {lines(cplHeader+",CPL_Status", cplRow+",Current"), cpl.CodeDuplicateColumn, 1},
		"quote left open":           {lines(cplHeader, cplRow, `A2,"ESME`, "x"), cpl.CodeOpenQuote, 3},
		"quote open at the end":     {lines(cplHeader, cplRow+`,"`), cpl.CodeOpenQuote, 2},
		"quote in an unquoted cell": {lines(cplHeader, cplRow, `A"2`+cplRow[2:]), cpl.CodeStrayQuote, 3},
		"space before a quote":      {lines(cplHeader, ` "A2"`+cplRow[2:]), cpl.CodeStrayQuote, 2},
		"text after a quote":        {lines(cplHeader+",x", cplRow+",\"a\nb\"c"), cpl.CodeStrayQuote, 3},
		"framing of the header":     {lines(`"CPL Entry ID`+strings.TrimPrefix(cplHeader, "CPL Entry ID"), cplRow), cpl.CodeOpenQuote, 1},
		"record over 1 MiB":         {lines(cplHeader+",x", cplRow+","+strings.Repeat("x", 1<<20)), cpl.CodeRecordTooLong, 2},
		"quoted over 1 MiB":         {lines(cplHeader+",x", cplRow, "A2"+cplRow[2:]+",\""+strings.Repeat("x\n", 1<<20)), cpl.CodeRecordTooLong, 3},
		"too many columns":          {lines(cplHeader, cplRow, wide), cpl.CodeTooManyColumns, 3},
		"Latin-1":                   {lines(cplHeader+",x", cplRow+",caf\xe9"), cpl.CodeNotUTF8, 2},
		"UTF-16":                    {"\xff\xfeC\x00P\x00L\x00", cpl.CodeNotUTF8, 0},
		"semicolons and tabs":       {lines(strings.ReplaceAll(cplHeader, ",", ";"), strings.ReplaceAll(cplHeader, ",", "\t")), cpl.CodeAmbiguousSeparator, 1},
	} {
		t.Run(name, func(t *testing.T) {
			fault := refuse(t, write(t, c.content))
			require.Equal(t, c.code, fault.Code, fault.Error())
			require.Equal(t, c.line, fault.Line)
		})
	}
}

func TestJustUnderTheLimitsIsRead(t *testing.T) {
	room := 1<<20 - len(cplRow) - 1
	checked, _ := read(t, cpl.KindCPL, lines(cplHeader+",x", cplRow+","+strings.Repeat("x", room)))
	require.Equal(t, int64(1), checked.Accepted)
	fault := refuse(t, write(t, lines(cplHeader+",x", cplRow+","+strings.Repeat("x", room+1))))
	require.Equal(t, cpl.CodeRecordTooLong, fault.Code)
	more := strings.Repeat(",", 10_000-6)
	checked, _ = read(t, cpl.KindCPL, lines(cplHeader+more, cplRow+more))
	require.Equal(t, int64(1), checked.Accepted)
}

func TestRecordsOfTheWrongWidth(t *testing.T) {
	_, rows := read(t, cpl.KindCPL, lines(cplHeader+",x", cplRow, cplRow+",y,z", "A2,ESME", cplRow+",y, ,\u00a0"))
	require.Equal(t, []string{":fields"}, codes(rows[0].Faults))
	require.Equal(t, []string{":fields"}, codes(rows[1].Faults))
	require.Equal(t, "z", rows[1].Faults[0].Value)
	require.NotContains(t, rows[1].Raw(), "z")
	require.Equal(t, []string{":fields"}, codes(rows[2].Faults))
	require.Equal(t, "A2", rows[2].Key)
	require.Equal(t, cpl.Accepted, rows[3].Outcome)
}

func TestHeadersAreFoundInAnySpelling(t *testing.T) {
	header := "cpl_entry-id, DEVICE  type ,manufacturer/identifier,\"Model\nIdentifier\",Firmware\u00a0Version,CPL Status,SMETS or CHTS version,Image-Hash"
	checked, rows := read(t, cpl.KindCPL, lines(header, cplRow+",SMETS2,"))
	require.Equal(t, int64(1), checked.Accepted, "%v", checked.Faults)
	require.Equal(t, "SMETS2", rows[0].Version.SMETSVersion)
}

func TestRawIsTheRowAsTyped(t *testing.T) {
	_, rows := read(t, cpl.KindCPL, lines(cplHeader+`,Remark,,Remark,"a ""b"""`, strings.ToLower(cplRow)+`," x ""y"" <ü>",z,,`+"\"1\n2\""))
	require.JSONEq(t, `{"CPL Entry ID":"a1","Device Type":"esme","Manufacturer Identifier":"a0c1","Model Identifier":"0c1a0001",
		"Firmware Version":"00000001","Status":"current","Remark":" x \"y\" <ü>","(column 8)":"z","a \"b\"":"1\n2"}`, rows[0].Raw())
	require.True(t, strings.HasPrefix(rows[0].Raw(), `{"CPL Entry ID":"a1","Device Type":"esme",`))
	require.Contains(t, rows[0].Raw(), "<ü>")

	_, rows = read(t, cpl.KindCPL, lines(cplHeader+`,Remark,Remark`, cplRow+`,1,2`))
	require.JSONEq(t, `{"CPL Entry ID":"A1","Device Type":"ESME","Manufacturer Identifier":"A0C1","Model Identifier":"0C1A0001",
		"Firmware Version":"00000001","Status":"Current","Remark":"1","Remark (column 8)":"2"}`, rows[0].Raw())
}

func TestFileSaysWhatItIs(t *testing.T) {
	path := write(t, lines(cplHeader+",Date Added", cplRow+","))
	f, err := cpl.Open(context.Background(), path, cpl.Reading{Kind: cpl.KindCPL})
	require.NoError(t, err)
	require.True(t, f.Has(cpl.ColAddedOn))
	require.False(t, f.Has(cpl.ColRemovedOn))
	require.Equal(t, "file", f.Name())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, info.Size(), f.Size())
	require.Len(t, f.SHA256(), 64)
	require.NoError(t, f.Close())
	require.NoError(t, f.Close())
}

func TestAFileChangedWhileReadIsRefused(t *testing.T) {
	path := write(t, lines(cplHeader, cplRow))
	f, err := cpl.Open(context.Background(), path, cpl.Reading{Kind: cpl.KindCPL})
	require.NoError(t, err)
	_, err = f.Check(context.Background(), nil)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte(lines(cplHeader, cplRow, "A2"+cplRow[2:])), 0o600))
	var last error
	for _, err := range f.Rows(context.Background(), nil) {
		last = err
	}
	var fault *cpl.FileFault
	require.ErrorAs(t, last, &fault)
	require.Equal(t, cpl.CodeChanged, fault.Code)
}

func TestBothPassesEndWithTheirContext(t *testing.T) {
	f, err := cpl.Open(context.Background(), write(t, lines(cplHeader, cplRow)), cpl.Reading{Kind: cpl.KindCPL})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = f.Check(ctx, nil)
	require.ErrorIs(t, err, context.Canceled)
	_, err = f.Check(context.Background(), nil)
	require.NoError(t, err)
	for row, err := range f.Rows(ctx, nil) {
		require.Nil(t, row)
		require.ErrorIs(t, err, context.Canceled)
	}
	_, err = cpl.Open(ctx, write(t, lines(cplHeader, cplRow)), cpl.Reading{Kind: cpl.KindCPL})
	require.ErrorIs(t, err, context.Canceled)
}

func TestProgressReachesTheSize(t *testing.T) {
	var b strings.Builder
	b.WriteString(cplHeader + "\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "A%d%s\n", i, cplRow[2:])
	}
	f, err := cpl.Open(context.Background(), write(t, b.String()), cpl.Reading{Kind: cpl.KindCPL})
	require.NoError(t, err)
	var last int64
	progress := func(done, total int64) {
		require.GreaterOrEqual(t, done, last)
		require.Equal(t, f.Size(), total)
		last = done
	}
	_, err = f.Check(context.Background(), progress)
	require.NoError(t, err)
	require.Equal(t, f.Size(), last)
	last = 0
	n := 0
	for _, err := range f.Rows(context.Background(), progress) {
		require.NoError(t, err)
		n++
	}
	require.Equal(t, f.Size(), last)
	require.Equal(t, 5000, n)
}

func TestRowsStopWhenAsked(t *testing.T) {
	f, err := cpl.Open(context.Background(), write(t, lines(cplHeader, cplRow, "A2"+cplRow[2:])), cpl.Reading{Kind: cpl.KindCPL})
	require.NoError(t, err)
	for _, err := range f.Rows(context.Background(), nil) {
		require.ErrorContains(t, err, "not checked")
	}
	_, err = f.Check(context.Background(), nil)
	require.NoError(t, err)
	for row, err := range f.Rows(context.Background(), nil) {
		require.NoError(t, err)
		require.Equal(t, int64(2), row.Line)
		break
	}
}

func TestOpenFailsClearly(t *testing.T) {
	_, err := cpl.Open(context.Background(), "no-such-file", cpl.Reading{Kind: cpl.KindCPL})
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = cpl.Open(context.Background(), t.TempDir(), cpl.Reading{Kind: cpl.KindCPL})
	require.ErrorContains(t, err, "not a regular file")
	_, err = cpl.Open(context.Background(), "x", cpl.Reading{Kind: "people"})
	require.ErrorContains(t, err, "people")
}

// failing is input that breaks off.
type failing struct{ r *strings.Reader }

func (f failing) Read(p []byte) (int, error) {
	if n, err := f.r.Read(p); err == nil {
		return n, nil
	}
	return 0, errors.New("line went dead")
}

func TestSpool(t *testing.T) {
	dir := t.TempDir()
	path, err := cpl.Spool(context.Background(), strings.NewReader("abc"), dir)
	require.NoError(t, err)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "abc", string(text))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, os.Remove(path))

	_, err = cpl.Spool(context.Background(), failing{strings.NewReader("abc")}, dir)
	require.ErrorContains(t, err, "line went dead")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = cpl.Spool(ctx, strings.NewReader("abc"), dir)
	require.ErrorIs(t, err, context.Canceled)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

// Cells of every length and every line end, over many fillings of the buffer.
func TestCellsAndLinesComeOutAsWritten(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "é", `""`, ",", "\n", "\r\n", "\r", " ", strings.Repeat("x", 3000)}
	ends := []string{"\n", "\r\n", "\r"}
	var b strings.Builder
	b.WriteString(cplHeader + ",x,y\n")
	line := int64(2)
	var wantLines []int64
	var wantCells []string
	for i := range 5000 {
		var cell strings.Builder
		lastCR := false
		wantLines = append(wantLines, line)
		for range rng.IntN(12) {
			p := pieces[rng.IntN(len(pieces))]
			if lastCR && p[0] == '\n' {
				continue // would make one line end of two
			}
			lastCR = p == "\r"
			cell.WriteString(p)
			if p == "\n" || p == "\r" || p == "\r\n" {
				line++
			}
		}
		wantCells = append(wantCells, strings.ReplaceAll(cell.String(), `""`, `"`))
		end := ends[rng.IntN(3)]
		fmt.Fprintf(&b, "K%d%s,\"%s\",z%s", i, cplRow[2:], cell.String(), end)
		line++
		if end == "\r" && rng.IntN(2) == 0 {
			b.WriteString("\r") // a blank line
			line++
		}
	}
	require.Greater(t, b.Len(), 2<<20)
	_, rows := read(t, cpl.KindCPL, b.String())
	require.Len(t, rows, 5000)
	for i, row := range rows {
		var raw map[string]string
		require.NoError(t, json.Unmarshal([]byte(row.Raw()), &raw))
		require.Equal(t, wantLines[i], row.Line)
		require.Equal(t, wantCells[i], raw["x"])
		require.Equal(t, "z", raw["y"])
	}
}
