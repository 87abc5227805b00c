package cpl_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/cpl/synthetic"
)

// BenchmarkRead100k reads a list of 100,000 versions: finding its header and
// hash, checking it, and giving its rows.
func BenchmarkRead100k(b *testing.B) {
	dir := b.TempDir()
	require.NoError(b, synthetic.Generate(synthetic.Config{Versions: 100_000, Seed: 1, Today: "2026-11-25"}).Write(dir))
	path := filepath.Join(dir, synthetic.FileCPL)
	info, err := os.Stat(path)
	require.NoError(b, err)
	open := func() *cpl.File {
		f, err := cpl.Open(context.Background(), path, cpl.Reading{Kind: cpl.KindCPL, TempDir: dir})
		require.NoError(b, err)
		return f
	}
	b.Run("open", func(b *testing.B) {
		b.SetBytes(info.Size())
		for b.Loop() {
			require.NoError(b, open().Close())
		}
	})
	f := open()
	b.Run("check", func(b *testing.B) {
		b.SetBytes(info.Size())
		b.ReportAllocs()
		for b.Loop() {
			_, err := f.Check(context.Background(), nil)
			require.NoError(b, err)
		}
	})
	b.Run("rows", func(b *testing.B) {
		b.SetBytes(info.Size())
		b.ReportAllocs()
		for b.Loop() {
			for _, err := range f.Rows(context.Background(), nil) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	require.NoError(b, f.Close())
}
