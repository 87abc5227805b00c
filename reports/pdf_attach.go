package reports

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

var (
	pdfTrailer  = regexp.MustCompile(`trailer\n<<\n/Size (\d+)\n/Root (\d+) 0 R\n/Info (\d+) 0 R\n>>\nstartxref\n(\d+)\n%%EOF\n?$`)
	noFilesYet  = regexp.MustCompile(`/EmbeddedFiles << /Names \[\s*\] >>`)
	errOddPDF   = errors.New("attach a file to the PDF: it does not end as expected")
	errNoFolder = errors.New("attach a file to the PDF: its catalogue has no place for files")
)

// attachToPDF adds a file to a finished PDF, as PDF lets files be changed: what
// is new follows the old. The PDF library can attach files too, but then counts
// its pages wrongly, so that links and bookmarks lead astray.
func attachToPDF(pdf []byte, name, description string, content []byte) ([]byte, error) {
	m := pdfTrailer.FindSubmatch(pdf)
	if m == nil {
		return nil, errOddPDF
	}
	size, root := atoi(m[1]), atoi(m[2])
	catalogue, err := catalogueWith(pdf, root, fmt.Sprintf("(%s) %d 0 R", name, size+1))
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(content); err != nil {
		return nil, fmt.Errorf("attach a file to the PDF: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("attach a file to the PDF: %w", err)
	}
	b := bytes.NewBuffer(pdf)
	catalogueAt := b.Len()
	b.Write(catalogue)
	fileAt := b.Len()
	fmt.Fprintf(b, "%d 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fzip /Length %d /Filter /FlateDecode /Params << /Size %d >> >>\nstream\n%s\nendstream\nendobj\n",
		size, packed.Len(), len(content), packed.Bytes())
	specAt := b.Len()
	fmt.Fprintf(b, "%d 0 obj\n<< /Type /Filespec /F (%s) /UF (%s) /Desc (%s) /AFRelationship /Data /EF << /F %d 0 R >> >>\nendobj\n", size+1, name, name, description, size)
	xrefAt := b.Len()
	fmt.Fprintf(b, "xref\n%d 1\n%010d 00000 n \n%d 2\n%010d 00000 n \n%010d 00000 n \n", root, catalogueAt, size, fileAt, specAt)
	fmt.Fprintf(b, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %s 0 R\n/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n", size+2, root, m[3], m[4], xrefAt)
	return b.Bytes(), nil
}

// catalogueWith is the catalogue with one more file in it.
func catalogueWith(pdf []byte, root int, file string) ([]byte, error) {
	start := bytes.LastIndex(pdf, fmt.Appendf(nil, "\n%d 0 obj\n", root))
	if start < 0 {
		return nil, errOddPDF
	}
	end := bytes.Index(pdf[start:], []byte("endobj\n"))
	if end < 0 {
		return nil, errOddPDF
	}
	old := pdf[start+1 : start+end+len("endobj\n")]
	if !noFilesYet.Match(old) {
		return nil, errNoFolder
	}
	return noFilesYet.ReplaceAllLiteral(old, []byte("/EmbeddedFiles << /Names [ "+file+" ] >>")), nil
}

// atoi reads digits that a pattern found.
func atoi(digits []byte) int {
	n, _ := strconv.Atoi(string(digits))
	return n
}
