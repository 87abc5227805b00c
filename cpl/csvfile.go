package cpl

import (
	"fmt"
	"os"
)

// separators are tried in this order.
var separators = []byte{',', ';', '\t'}

// csvLayout finds the separator and the header of a CSV file.
func csvLayout(path string, size int64, r Reading) (*layout, error) {
	open := func(separator byte) (source, error) {
		in, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		return newCSVSource(in, separator, size), nil
	}
	var tries []candidate
	for _, separator := range separators {
		c, err := tryCSV(open, separator, r)
		if err != nil {
			return nil, err
		}
		tries = append(tries, c)
		if separator == ',' && c.complete() {
			break
		}
	}
	at, err := chooseSeparator(r.Kind, tries)
	if err != nil {
		return nil, err
	}
	header, separator := tries[at], separators[at]
	headers, index, err := bind(r.Kind, r.Columns, header)
	if err != nil {
		return nil, err
	}
	return &layout{
		headers: headers, index: index,
		open: func() (source, error) {
			s, err := open(separator)
			if err != nil {
				return nil, err
			}
			return s, skipRecords(s, header.skip)
		},
		discard: func() error { return nil },
	}, nil
}

func tryCSV(open func(byte) (source, error), separator byte, r Reading) (candidate, error) {
	s, err := open(separator)
	if err != nil {
		return candidate{}, err
	}
	defer s.Close() //nolint:errcheck // read only
	search := headerSearch{kind: r.Kind, columns: r.Columns}
	return search.search(s)
}

// chooseSeparator picks the try that found the header. Where none did, the
// fault is that of the try which came nearest.
func chooseSeparator(kind Kind, tries []candidate) (int, error) {
	best, complete := 0, 0
	for i := range tries {
		if tries[i].complete() {
			complete++
		}
		if tries[i].complete() && !tries[best].complete() || !tries[best].complete() && tries[i].found > tries[best].found {
			best = i
		}
	}
	switch c := tries[best]; {
	case complete > 1:
		return 0, &FileFault{
			Code: CodeAmbiguousSeparator, Line: c.line, Message: "both semicolons and tabs give the required columns",
			Hint: "separate the columns with commas",
		}
	case complete == 1:
		return best, nil
	case c.fault != nil:
		return 0, c.fault
	default:
		return 0, missingColumns(kind, c)
	}
}

func skipRecords(s source, n int) error {
	rec := &record{}
	for range n {
		if _, err := s.next(rec); err != nil {
			return fmt.Errorf("read up to the header: %w", err)
		}
	}
	return nil
}
