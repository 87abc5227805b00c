package cpl

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
)

// Checked is what the first pass over a file found.
type Checked struct {
	// Rows is the sum of the three others.
	Rows, Accepted, Repeated, Rejected int64
	// BlankDeclarations counts accepted rows whose declaration is blank.
	BlankDeclarations int64
	// Faults are the first MaxFaults of FaultCount, in the order of the file.
	Faults     []Fault
	FaultCount int64
}

// Check reads the whole file once: it finds what refuses the file (a
// [*FileFault]), what is wrong with every row, and which keys are repeated.
// Memory stays bounded whatever the file holds. Progress, which may be nil, is
// told the bytes read of how many; it ends with ctx.
func (f *File) Check(ctx context.Context, progress func(done, total int64)) (*Checked, error) {
	if f.result != nil {
		if err := f.result.discard(); err != nil {
			return nil, f.wrap("check", err)
		}
		f.result = nil
	}
	c := &checker{file: f, reader: f.reader(true), keys: newSorter(f.reading.TempDir), seeds: [3]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed(), maphash.MakeSeed()}}
	checked, err := c.run(ctx, progress)
	err = errors.Join(err, c.keys.discard())
	if err != nil {
		return nil, f.wrap("check", err)
	}
	return checked, nil
}

// wrap names the file in an error, unless a file fault says it all.
func (f *File) wrap(act string, err error) error {
	var fault *FileFault
	if errors.As(err, &fault) {
		return fault
	}
	return fmt.Errorf("%s %s: %w", act, f.name, err)
}

type checker struct {
	file    *File
	reader  *rowReader
	keys    *sorter
	seeds   [3]maphash.Seed
	columns maphash.Hash
	result  Checked
}

func (c *checker) run(ctx context.Context, progress func(done, total int64)) (*Checked, error) {
	c.columns.SetSeed(c.seeds[2])
	s, err := c.file.layout.open()
	if err != nil {
		return nil, err
	}
	defer s.Close() //nolint:errcheck // read only
	var row Row
	err = pass(ctx, s, progress, false, func(rec *record) (bool, error) {
		c.reader.read(rec, &row)
		return true, c.take(&row)
	})
	if err != nil {
		return nil, err
	}
	if err := c.file.unchanged(); err != nil {
		return nil, err
	}
	if err := c.keys.finish(); err != nil {
		return nil, err
	}
	return c.settle(ctx)
}

// take counts a row and files its key away.
func (c *checker) take(row *Row) error {
	n := c.result.Rows
	c.result.Rows++
	if row.Outcome == Rejected {
		c.result.Rejected++
		c.addFaults(row.Faults)
		return nil
	}
	blank := uint64(0)
	if row.Version.Declaration.State == NotStated {
		blank = 1
	}
	return c.keys.add(item{
		maphash.String(c.seeds[0], row.Key), maphash.String(c.seeds[1], row.Key),
		uint64(n)<<1 | blank, c.hashColumns(row), uint64(row.Line),
	})
}

func (c *checker) addFaults(faults []Fault) {
	c.result.FaultCount += int64(len(faults))
	room := MaxFaults - len(c.result.Faults)
	c.result.Faults = append(c.result.Faults, faults[:min(room, len(faults))]...)
}

// hashColumns sums up every known column as read. No value holds a NUL, so
// that separates them.
func (c *checker) hashColumns(row *Row) uint64 {
	h := &c.columns
	h.Reset()
	if c.reader.kind == KindInstalls {
		// The other columns are the key.
		var b [16]byte
		binary.LittleEndian.PutUint64(b[:8], uint64(row.Cohort.Count))
		binary.LittleEndian.PutUint64(b[8:], uint64(row.Cohort.Gained))
		_, _ = h.Write(b[:])
		return h.Sum64()
	}
	if c.reader.kind == KindApplicability {
		_, _ = h.WriteString(string(row.Applicability.EndsOn))
		return h.Sum64()
	}
	if c.reader.kind == KindParties {
		for _, text := range row.Party.columns() {
			_, _ = h.WriteString(text)
			_ = h.WriteByte(0)
		}
		return h.Sum64()
	}
	v := &row.Version
	for _, text := range [...]string{
		v.Tuple.DeviceType, v.Tuple.ManufacturerID, v.Tuple.ModelID, v.Tuple.FirmwareVersion,
		v.ManufacturerName, v.SMETSVersion, v.GBCSVersion, v.ImageHash, v.CPACertificate,
		string(v.CPAExpiry), string(v.CPARenewal), v.Status, string(v.AddedOn), string(v.RemovedOn),
		string(v.Declaration.State),
	} {
		_, _ = h.WriteString(text)
		_ = h.WriteByte(0)
	}
	if v.Declaration.State == DeclaredInvalid {
		_, _ = h.WriteString(Trim(v.Declaration.Text))
	}
	// A sum, because the order of the ids does not matter.
	var ids uint64
	for _, id := range v.Declaration.IDs {
		ids += maphash.String(c.seeds[0], id)
	}
	return h.Sum64() ^ ids
}
