package cpl

import (
	"context"
	"errors"
	"fmt"
)

// xlsxLayout reads a workbook whole: every part that is used is walked to its
// end, and the rows of the sheet that has the required columns are kept in a
// temporary file for the passes over them. Formulas and the types of cells are
// seen, which the usual library hides from whoever reads a sheet as a stream.
func xlsxLayout(ctx context.Context, path string, r Reading) (_ *layout, err error) {
	a, err := openArchive(path)
	if err != nil {
		return nil, err
	}
	defer a.Close() //nolint:errcheck // read only
	b, err := readWorkbook(ctx, a)
	if err != nil {
		return nil, err
	}
	texts, err := readStrings(ctx, b, r.TempDir)
	if err != nil {
		return nil, err
	}
	chosen, err := chooseSheet(ctx, b, texts, r)
	err = errors.Join(err, texts.discard())
	if err != nil {
		if chosen != nil {
			err = errors.Join(err, chosen.rows.discard())
		}
		return nil, err
	}
	l, err := sheetLayout(b, chosen, r)
	if err != nil {
		return nil, errors.Join(err, chosen.rows.discard())
	}
	return l, nil
}

// chooseSheet returns the first sheet with the required columns. A second one
// that can be seen leaves open which is meant.
func chooseSheet(ctx context.Context, b *workbook, texts *stringTable, r Reading) (chosen *sheetReader, err error) {
	var nearest candidate
	for _, at := range b.sheets {
		s, err := readSheet(ctx, b, at, texts, r)
		if err != nil {
			if s != nil {
				err = errors.Join(err, s.rows.discard())
			}
			return chosen, err
		}
		header := s.search.best
		switch {
		case !header.complete():
			if nearest.cells == nil || header.found > nearest.found {
				nearest = header
			}
		case chosen == nil:
			chosen = s
			continue
		case at.visible:
			return chosen, errors.Join(&FileFault{
				Code: CodeSecondSheet, Message: fmt.Sprintf("the sheets %q and %q both have the required columns", shorten(chosen.name), shorten(at.name)),
				Hint: "keep one of them, or hide the other",
			}, s.rows.discard())
		}
		if err := s.rows.discard(); err != nil {
			return chosen, err
		}
	}
	if chosen == nil {
		return nil, missingColumns(r.Kind, nearest)
	}
	return chosen, nil
}

func sheetLayout(b *workbook, s *sheetReader, r Reading) (*layout, error) {
	header := s.search.best
	headers, index, err := bind(r.Kind, r.Columns, header)
	if err != nil {
		return nil, err
	}
	if s.mergeBottom > header.line {
		return nil, &FileFault{
			Code: CodeMergedCells, Line: s.mergeBottom, Message: "cells below the header are merged, so some rows lack their own",
			Hint: "unmerge them and fill in every row",
		}
	}
	return &layout{
		headers: headers, index: index, ragged: true, date1904: b.date1904,
		open: func() (source, error) {
			rows := s.rows.open()
			return rows, skipRecords(rows, header.skip)
		},
		discard: s.rows.discard,
	}, nil
}
