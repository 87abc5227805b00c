package synthetic

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"waymark/cpl"
)

// The files that [Estate.Write] leaves in a directory.
const (
	FileCPL      = "cpl.csv"
	FileInstalls = "installs.csv"
	FileTruth    = "truth.json"
	FileReadme   = "README.txt"
)

// WriteCPL writes the list as CSV with every column of a CPL file.
func (e *Estate) WriteCPL(w io.Writer) error {
	return writeCSV(w, []cpl.Column{
		cpl.ColEntryID, cpl.ColDeviceType, cpl.ColManufacturerID, cpl.ColManufacturerName, cpl.ColModelID, cpl.ColFirmwareVersion,
		cpl.ColSMETSVersion, cpl.ColGBCSVersion, cpl.ColImageHash, cpl.ColCPACertificate, cpl.ColCPAExpiry, cpl.ColCPARenewal,
		cpl.ColStatus, cpl.ColAddedOn, cpl.ColRemovedOn, cpl.ColDeclaration,
	}, len(e.Versions), func(i int, cells []string) []string {
		v := &e.Versions[i]
		return append(cells,
			v.EntryID, v.Tuple.DeviceType, v.Tuple.ManufacturerID, v.ManufacturerName, v.Tuple.ModelID, v.Tuple.FirmwareVersion,
			v.SMETSVersion, v.GBCSVersion, v.ImageHash, v.CPACertificate, string(v.CPAExpiry), string(v.CPARenewal),
			v.Status, string(v.AddedOn), string(v.RemovedOn), v.Declaration.Text)
	})
}

// WriteInstalls writes the install returns as CSV.
func (e *Estate) WriteInstalls(w io.Writer) error {
	return writeCSV(w, []cpl.Column{
		cpl.ColSupplier, cpl.ColDeviceType, cpl.ColManufacturerID, cpl.ColModelID, cpl.ColFirmwareVersion, cpl.ColAsOf, cpl.ColCount, cpl.ColGained,
	}, len(e.Cohorts), func(i int, cells []string) []string {
		c := &e.Cohorts[i]
		return append(cells, c.Supplier, c.Tuple.DeviceType, c.Tuple.ManufacturerID, c.Tuple.ModelID, c.Tuple.FirmwareVersion,
			string(c.AsOf), strconv.FormatInt(c.Count, 10), strconv.FormatInt(c.Gained, 10))
	})
}

func writeCSV(w io.Writer, header []cpl.Column, rows int, row func(int, []string) []string) error {
	out := csv.NewWriter(w)
	cells := make([]string, 0, len(header))
	for _, column := range header {
		cells = append(cells, string(column))
	}
	err := out.Write(cells)
	for i := 0; i < rows && err == nil; i++ {
		cells = row(i, cells[:0])
		err = out.Write(cells)
	}
	out.Flush()
	if err = errors.Join(err, out.Error()); err != nil {
		return fmt.Errorf("write example: %w", err)
	}
	return nil
}

// WriteTruth writes the expected findings as JSON.
func (e *Estate) WriteTruth(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", " ")
	out.SetEscapeHTML(false)
	if err := out.Encode(e.Truth); err != nil {
		return fmt.Errorf("write expected findings: %w", err)
	}
	return nil
}

func (e *Estate) writeReadme(w io.Writer) error {
	_, err := fmt.Fprintf(w, `All of this is synthetic. No manufacturer, supplier, device or firmware in it exists.

%s       %d made-up CPL entries
%s  %d made-up rows of install returns, up to %s
%s    the findings that the three core rules must give with the in-force date %s

Made by "waymark example --versions %d --seed %d" on the date %s.
`, FileCPL, len(e.Versions), FileInstalls, len(e.Cohorts), e.Config.Today, FileTruth, e.InForceDate, e.Config.Versions, e.Config.Seed, e.Config.Today)
	if err != nil {
		return fmt.Errorf("write readme: %w", err)
	}
	return nil
}

// Write writes the list, the returns, the expected findings and a readme that
// says what they are into dir, which is made when it is not there. Files of the
// same names are replaced.
func (e *Estate) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("write example: %w", err)
	}
	return errors.Join(
		writeFile(filepath.Join(dir, FileCPL), e.WriteCPL),
		writeFile(filepath.Join(dir, FileInstalls), e.WriteInstalls),
		writeFile(filepath.Join(dir, FileTruth), e.WriteTruth),
		writeFile(filepath.Join(dir, FileReadme), e.writeReadme),
	)
}

func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write example: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := bufio.NewWriterSize(f, 256<<10)
	if err := write(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write example: %w", err)
	}
	return nil
}
