package cpl_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

const today = cpl.Date("2026-11-25")

const (
	cplHeader = "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status"
	cplRow    = "A1,ESME,A0C1,0C1A0001,00000001,Current"
	insHeader = "Supplier,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,As Of,Count"
	insRow    = "Sup,ESME,A0C1,0C1A0001,00000001,2026-10-31,5"
)

// write puts content into a file of its own.
func write(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// read reads a file that must not be refused, in both passes.
func read(t testing.TB, kind cpl.Kind, content string) (*cpl.Checked, []*cpl.Row) {
	t.Helper()
	return readPath(t, kind, write(t, content))
}

func readPath(t testing.TB, kind cpl.Kind, path string) (*cpl.Checked, []*cpl.Row) {
	t.Helper()
	checked, rows, err := tryPath(t, kind, path)
	require.NoError(t, err)
	return checked, rows
}

// refuse reads a file that must be refused, and returns its fault.
func refuse(t testing.TB, path string) *cpl.FileFault {
	t.Helper()
	_, _, err := tryPath(t, cpl.KindCPL, path)
	require.Error(t, err)
	var fault *cpl.FileFault
	require.ErrorAs(t, err, &fault)
	require.NotEmpty(t, fault.Code)
	require.NotEmpty(t, fault.Message)
	require.NotEmpty(t, fault.Hint)
	require.NotContains(t, fault.Error(), "\n")
	return fault
}

// tryPath reads a file in both passes, checks that they agree and that nothing
// is left in the temporary directory.
func tryPath(t testing.TB, kind cpl.Kind, path string) (*cpl.Checked, []*cpl.Row, error) {
	t.Helper()
	ctx := context.Background()
	temp, err := os.MkdirTemp("", "waymark-test-*")
	require.NoError(t, err)
	defer func() {
		left, err := os.ReadDir(temp)
		require.NoError(t, err)
		require.Empty(t, left)
		require.NoError(t, os.Remove(temp))
	}()
	f, err := cpl.Open(ctx, path, cpl.Reading{Kind: kind, Today: today, TempDir: temp})
	if err != nil {
		return nil, nil, err
	}
	defer func() { require.NoError(t, f.Close()) }()
	checked, err := f.Check(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	var rows []*cpl.Row
	var counts [3]int64
	var faults []cpl.Fault
	var count int64
	for row, err := range f.Rows(ctx, nil) {
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, row)
		counts[row.Outcome]++
		count += int64(len(row.Faults))
		faults = append(faults, row.Faults...)
		if (row.Outcome == cpl.Rejected) != (len(row.Faults) > 0) {
			return nil, nil, errors.New("a row is rejected without a fault, or the reverse")
		}
	}
	require.Equal(t, [3]int64{checked.Accepted, checked.Repeated, checked.Rejected}, counts)
	require.Equal(t, checked.Rows, checked.Accepted+checked.Repeated+checked.Rejected)
	require.Equal(t, checked.FaultCount, count)
	require.Equal(t, faults[:min(len(faults), cpl.MaxFaults)], append([]cpl.Fault(nil), checked.Faults...))
	return checked, rows, nil
}

// cplFile is a list with one row, in which the given columns have other cells.
func cplFile(cells map[cpl.Column]string) string {
	return oneRow(strings.Split(cplHeader, ","), strings.Split(cplRow, ","), cells)
}

func installFile(cells map[cpl.Column]string) string {
	return oneRow(strings.Split(insHeader, ","), strings.Split(insRow, ","), cells)
}

func oneRow(header, row []string, cells map[cpl.Column]string) string {
	quote := func(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
	for i, column := range header {
		if text, there := cells[cpl.Column(column)]; there {
			row[i] = quote(text)
			delete(cells, cpl.Column(column))
		}
	}
	for column, text := range cells {
		header, row = append(header, string(column)), append(row, quote(text))
	}
	return fmt.Sprintf("%s\n%s\n", strings.Join(header, ","), strings.Join(row, ","))
}

// codes lists the codes of faults as column:code.
func codes(faults []cpl.Fault) []string {
	list := []string{}
	for _, f := range faults {
		list = append(list, f.Column+":"+f.Code)
	}
	return list
}
