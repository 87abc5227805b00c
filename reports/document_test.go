package reports_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

// renderings write a document in each format.
var renderings = map[string]func(context.Context, io.Writer, *reports.Document, reports.Drawer) error{
	"html": reports.WriteHTML,
	"pdf":  reports.WritePDF,
	"xlsx": func(ctx context.Context, w io.Writer, d *reports.Document, _ reports.Drawer) error {
		return reports.WriteXLSX(ctx, w, d)
	},
	"csv": func(_ context.Context, w io.Writer, d *reports.Document, _ reports.Drawer) error {
		return reports.WriteCSV(w, d)
	},
	"zip": func(_ context.Context, w io.Writer, d *reports.Document, _ reports.Drawer) error {
		return reports.WriteZIP(w, d)
	},
}

func rendered(t *testing.T, format string, d *reports.Document, drawer reports.Drawer) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, renderings[format](t.Context(), &out, d, drawer))
	return out.Bytes()
}

func TestEveryFormatIsTheSameBytesTwice(t *testing.T) {
	for format := range renderings {
		t.Run(format, func(t *testing.T) {
			first := rendered(t, format, sampleDocument(t), childDrawer(t, "draw"))
			again := rendered(t, format, sampleDocument(t), childDrawer(t, "draw"))
			require.True(t, bytes.Equal(first, again), "two renderings differ")
			if format == "pdf" || format == "html" {
				require.True(t, bytes.Equal(rendered(t, format, longDocument(t, 1200), nil), rendered(t, format, longDocument(t, 1200), nil)), "with an attachment")
			}
		})
	}
}

func TestEveryFormatCarriesItsSeal(t *testing.T) {
	for format := range renderings {
		for name, d := range map[string]*reports.Document{"sample": sampleDocument(t), "long": longDocument(t, 1200), "empty": {Name: "empty", Seal: sampleSeal()}} {
			t.Run(format+" "+name, func(t *testing.T) {
				got, err := reports.SealIn(rendered(t, format, d, nil))
				require.NoError(t, err)
				require.Equal(t, sampleSeal(), got)
			})
		}
	}
}

func TestEveryFormatWithoutAKeyHasNoSeal(t *testing.T) {
	d := sampleDocument(t)
	d.Seal.KeyID = ""
	for format := range renderings {
		_, err := reports.SealIn(rendered(t, format, d, nil))
		require.ErrorIs(t, err, reports.ErrNoSeal, format)
	}
}

func TestSealIsLookedForInItsOwnPlaceOfAZip(t *testing.T) {
	forged := sampleSeal()
	forged.Report = "forged"
	d := sampleDocument(t)
	d.Sections[2].Blocks[0].(*reports.Table).Rows[0].Cells[1].Text = forged.Text()
	for _, format := range []string{"xlsx", "zip"} {
		got, err := reports.SealIn(rendered(t, format, d, nil))
		require.NoError(t, err)
		require.Equal(t, "report-3", got.Report, format)
	}
	_, err := reports.SealIn([]byte("PK\x03\x04 and then nothing"))
	require.ErrorContains(t, err, "damaged zip")
}

func TestEmptyDocumentsCanBeWritten(t *testing.T) {
	for format := range renderings {
		for name, d := range map[string]*reports.Document{
			"nothing at all": {},
			"no rows": {Name: "x", Title: "X", Sections: []reports.Section{{ID: "a", Title: "A", Blocks: []reports.Block{
				emptyTable(),
				reports.List{},
				reports.Tiles{},
				reports.Paragraph{},
				&reports.Chart{}, &reports.Chart{Kind: reports.ChartBars, Labels: []string{"x"}},
				&reports.Chart{Labels: []string{"x"}, Series: []reports.Series{{Name: "y", Values: []int64{0}}}}, &reports.Diagram{Picture: &reports.Picture{}}, &reports.Table{ID: "no-columns", Rows: []reports.Row{{}}},
			}}}},
		} {
			t.Run(format+" "+name, func(t *testing.T) {
				require.NotEmpty(t, rendered(t, format, d, childDrawer(t, "draw")))
			})
		}
	}
}

func TestRenderingEndsWithItsContext(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, format := range []string{"html", "pdf", "xlsx"} {
		var out bytes.Buffer
		require.ErrorIs(t, renderings[format](ended, &out, sampleDocument(t), nil), context.Canceled, format)
		require.Empty(t, out.Bytes(), format)
	}
}

// unzipped are the parts of a zip, in order.
func unzipped(t *testing.T, data []byte) (names []string, parts map[string]string) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	parts = map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		names = append(names, f.Name)
		parts[f.Name] = string(text)
	}
	return names, parts
}

func seriesNamed(n int) []reports.Series {
	var out []reports.Series
	for i := range n {
		out = append(out, reports.Series{Name: fmt.Sprintf("series %d", i), Values: []int64{int64(i), int64(i * 2)}})
	}
	return out
}
