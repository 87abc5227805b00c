//go:build integration

package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// reporting is a program with a small estate, a run, and a signing key of its own.
func reporting(t *testing.T) program {
	p := newProgram(t)
	p.env = append(p.env, "WAYMARK_DATA_DIR="+filepath.Join(p.dir, "data"))
	p.answer(0, "import", "cpl", p.file("list.csv", "CPL Entry ID,Device Type,Manufacturer Identifier,Manufacturer Name,Model Identifier,Firmware Version,Status,Date Added,Previous Firmware CPL Entry IDs\n"+
		"V1,ESME,A0C1,Alder Meters,0C1A0001,00000001,Current,2023-05-01,N/A\nV2,ESME,A0C1,Alder Meters,0C1A0001,00000002,Current,2025-05-01,\nV3,ESME,A0C1,Alder Meters,0C1A0001,00000003,Current,2025-06-01,nowhere\n"))
	p.answer(0, "import", "installs", p.file("installs.csv", "Supplier,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,As Of,Count\n"+
		"North,ESME,A0C1,0C1A0001,00000001,2026-10-31,120\nNorth,ESME,A0C1,0C1A0001,000000FF,2026-10-31,7\n"))
	p.answer(0, "run")
	return p
}

// write renders a report to a file and returns its path.
func (p program) write(args ...string) string {
	p.t.Helper()
	path := filepath.Join(p.dir, "report-"+strings.NewReplacer("/", "", " ", "").Replace(strings.Join(args, "-")))
	code, _, stderr := p.run(append(append([]string{"report"}, args...), "-o", path)...)
	require.Zero(p.t, code, stderr)
	return path
}

func (p program) verify(code int, path string) map[string]any {
	p.t.Helper()
	v := p.answer(code, "verify", path)
	if v["verify"] == nil {
		require.Fail(p.t, "no verification", "%v", v)
	}
	return v["verify"].(map[string]any)
}

// alter changes a text in a file, and writes it as another file.
func (p program) alter(path, from, to string) string {
	p.t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(p.t, err)
	require.True(p.t, bytes.Contains(data, []byte(from)), "%s is not in %s", from, path)
	return p.file("altered-"+filepath.Base(path), string(bytes.Replace(data, []byte(from), []byte(to), 1)))
}

func TestAReportIsPublishedAndVerifiedInEveryFormat(t *testing.T) {
	p := reporting(t)
	published := p.answer(0, "report", "publish", "panel", "--by", "A. Clerk")["report"].(map[string]any)
	id := published["id"].(string)
	require.Equal(t, id, p.answer(0, "report", "publish", "panel")["report"].(map[string]any)["id"], "published once")

	for _, format := range []string{"json", "csv", "zip", "xlsx", "html", "pdf"} {
		for _, kind := range [][]string{{"get", id}, {"panel"}} {
			path := p.write(append(kind, "--format", format)...)
			v := p.verify(0, path)
			require.Equal(t, "identical", v["result"], "%s %s: %v", kind, format, v["why"])
			again, err := os.ReadFile(p.write(append(kind, "--format", format)...))
			require.NoError(t, err)
			first, err := os.ReadFile(path)
			require.NoError(t, err)
			require.True(t, bytes.Equal(first, again), "%s: the same bytes again", format)
		}
	}

	altered := p.verify(1, p.alter(p.write("get", id, "--format", "json"), `"severity": "`, `"severity": "x`))
	require.Equal(t, "altered", altered["result"])
	require.Len(t, altered["differences"], 1)
	require.Contains(t, altered["differences"].([]any)[0].(map[string]any)["where"], "/severity")
	altered = p.verify(1, p.alter(p.write("panel", "--format", "csv"), ",medium,", ",low,"))
	require.Contains(t, altered["differences"].([]any)[0].(map[string]any)["where"], "column Severity")
	require.Equal(t, "altered", p.verify(1, p.alter(p.write("get", id, "--format", "html"), "A. Clerk", "B. Clerk"))["result"])

	path := p.write("get", id, "--format", "pdf")
	stranger := p
	stranger.env = append(stranger.env, "WAYMARK_DATA_DIR="+filepath.Join(p.dir, "other"))
	require.Equal(t, "unknown-key", stranger.verify(1, path)["result"])
	require.Equal(t, "no-seal", p.answer(2, "verify", p.file("note.txt", "a note"))["error"].(map[string]any)["code"])
}

func TestACorrectionNamesTheReportThatItRestates(t *testing.T) {
	p := reporting(t)
	first := p.answer(0, "report", "publish", "panel")["report"].(map[string]any)["id"].(string)
	require.Equal(t, "text-missing", p.answer(2, "report", "publish", "panel", "--restates", first)["error"].(map[string]any)["code"])
	second := p.answer(0, "report", "publish", "panel", "--restates", first, "--why", "a return was missing")["report"].(map[string]any)["id"].(string)
	require.NotEqual(t, first, second)
	page, err := os.ReadFile(p.write("get", second, "--format", "html"))
	require.NoError(t, err)
	require.Contains(t, string(page), "This report corrects report "+first+": a return was missing")
	require.Equal(t, second, p.verify(0, p.write("get", first, "--format", "json"))["restatedBy"])
	list := p.answer(0, "report", "list", "--pack", "panel")
	require.EqualValues(t, 2, list["total"])
	require.Equal(t, second, list["reports"].([]any)[0].(map[string]any)["id"])
	require.Equal(t, "not-found", p.answer(2, "report", "get", "none", "--format", "json")["error"].(map[string]any)["code"])
}

// After a published report, changes are measured from it, over all runs since.
func TestAPackSaysWhatChangedSinceTheLastOne(t *testing.T) {
	p := reporting(t)
	p.answer(0, "report", "publish", "panel")
	p.answer(0, "import", "cpl", p.file("mended.csv", "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Previous Firmware CPL Entry IDs\nV2,ESME,A0C1,0C1A0001,00000002,Current,V1\n"))
	p.answer(0, "run")
	p.answer(0, "run")
	report := p.answer(0, "report", "panel", "--format", "json")
	changes := report["changes"].(map[string]any)
	require.Equal(t, true, changes["sincePack"])
	require.NotEmpty(t, changes["resolved"], "resolved two runs ago, and since the last pack")
	require.Len(t, report["trend"], 3)
}

func TestAZippedReportHoldsEveryTable(t *testing.T) {
	p := reporting(t)
	archive, err := zip.OpenReader(p.write("panel", "--format", "zip"))
	require.NoError(t, err)
	defer func() { _ = archive.Close() }()
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	for _, table := range []string{"findings", "rules", "manufacturers", "suppliers", "returns"} {
		require.Contains(t, strings.Join(names, " "), table)
	}
}
