package reports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/xuri/excelize/v2"
)

// coverSheet is the name of the first sheet.
const coverSheet = "Cover"

// WriteXLSX writes a cover sheet and a sheet for every table, whose
// first row is the head. Rows are streamed through files in the system's
// temporary folder, which are gone when it returns. Texts are made safe by
// [NeutraliseCell] but in verbatim columns; the classification is on the cover
// and on every printed page. The same document gives the same bytes.
func WriteXLSX(ctx context.Context, w io.Writer, d *Document) (err error) {
	f := excelize.NewFile(excelize.Options{TmpDir: os.TempDir()})
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = fmt.Errorf("write %s as XLSX: %w", d.Name, err)
		}
	}()
	f.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &orderedZip{out: w} })
	book := &workbook{file: f, doc: d, styles: map[xlsxStyle]int{}}
	if err := book.fill(ctx); err != nil {
		return err
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("put the file together: %w", err)
	}
	return nil
}

// workbook is a spreadsheet while it is written.
type workbook struct {
	file   *excelize.File
	doc    *Document
	styles map[xlsxStyle]int
}

func (b *workbook) fill(ctx context.Context) error {
	if err := b.properties(); err != nil {
		return err
	}
	tables := b.doc.Tables()
	names := sheetNames(tables)
	if err := b.file.SetSheetName(b.file.GetSheetName(0), coverSheet); err != nil {
		return fmt.Errorf("name the cover: %w", err)
	}
	for i, t := range tables {
		if _, err := b.file.NewSheet(names[i]); err != nil {
			return fmt.Errorf("add the sheet %s: %w", names[i], err)
		}
		if err := b.sheet(ctx, names[i], t); err != nil {
			return fmt.Errorf("table %s: %w", t.ID, err)
		}
	}
	return b.cover(tables, names)
}

// properties are the document's data about itself; the seal stands among its keywords.
func (b *workbook) properties() error {
	made := b.doc.Made.UTC()
	if b.doc.Made.IsZero() {
		made = undated
	}
	stamp := made.Format(time.RFC3339)
	err := b.file.SetDocProps(&excelize.DocProperties{
		Title: b.doc.Title, Subject: b.doc.Marking.Label, Creator: "Waymark", LastModifiedBy: "Waymark",
		Keywords: b.doc.sealWord(), Created: stamp, Modified: stamp, Language: languageOf(b.doc),
	})
	if err != nil {
		return fmt.Errorf("set the properties: %w", err)
	}
	return nil
}
