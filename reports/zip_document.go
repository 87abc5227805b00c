package reports

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// sealFile holds the seal in a zip.
const sealFile = "seal.txt"

// zipEpoch is the date of every file in a zip: the earliest that zip knows, so
// that the same tables give the same bytes.
var zipEpoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// WriteZIP writes every table of a document as a CSV file named by the
// table's id, in the order of their names, and the seal in seal.txt, if there is
// one. The same document gives the same bytes.
func WriteZIP(w io.Writer, d *Document) error {
	if err := writeTablesZIP(w, d, d.Tables()); err != nil {
		return fmt.Errorf("write %s as zip: %w", d.Name, err)
	}
	return nil
}

func writeTablesZIP(w io.Writer, d *Document, tables []*Table) error {
	out := zip.NewWriter(w)
	tables = slices.Clone(tables)
	slices.SortStableFunc(tables, func(a, b *Table) int { return cmp.Compare(a.ID, b.ID) })
	taken := map[string]bool{}
	for _, t := range tables {
		file, err := out.CreateHeader(&zip.FileHeader{Name: freeName(t.ID, ".csv", taken), Method: zip.Deflate, Modified: zipEpoch})
		if err != nil {
			return err
		}
		if err := writeTableCSV(file, d, t); err != nil {
			return fmt.Errorf("table %s: %w", t.ID, err)
		}
	}
	if seal := d.sealWord(); seal != "" {
		file, err := out.CreateHeader(&zip.FileHeader{Name: sealFile, Method: zip.Deflate, Modified: zipEpoch})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(file, seal+"\n"); err != nil {
			return err
		}
	}
	return out.Close()
}

// freeName makes a file name of an id: letters, digits, "-" and "_" only, and
// one that is not taken.
func freeName(id, suffix string, taken map[string]bool) string {
	var b strings.Builder
	for _, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	base := cmp.Or(b.String(), "table")
	name := base + suffix
	for i := 2; taken[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s-%d%s", base, i, suffix)
	}
	taken[strings.ToLower(name)] = true
	return name
}

// attachment is the zip of the tables that page formats attach, nil if there are none.
func (p *pagePlan) attachment() ([]byte, error) {
	tables := p.attachedTables()
	if len(tables) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	if err := writeTablesZIP(&b, p.doc, tables); err != nil {
		return nil, fmt.Errorf("write the appendix: %w", err)
	}
	return b.Bytes(), nil
}
