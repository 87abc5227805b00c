//go:build integration

package analytics_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// dump is the whole graph as texts: every node and relationship with its
// identity, labels, type and properties.
func dump(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, r := range neo4jtest.Query(t, "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS props", nil) {
		out = append(out, fmt.Sprint("node ", r["id"], r["labels"], r["props"]))
	}
	for _, r := range neo4jtest.Query(t, "MATCH (a)-[r]->(b) RETURN elementId(r) AS id, type(r) AS type, elementId(a) AS a, elementId(b) AS b, properties(r) AS props", nil) {
		out = append(out, fmt.Sprint("edge ", r["id"], r["type"], r["a"], r["b"], r["props"]))
	}
	slices.Sort(out)
	return out
}

func (l *lab) open(t tester, text string) *cpl.File {
	t.Helper()
	path := filepath.Join(l.dir, "submission.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	f, err := cpl.Open(context.Background(), path, cpl.Reading{Kind: cpl.KindCPL, Today: labToday, TempDir: l.dir})
	require.NoError(t, err)
	return f
}

func lintOptions() graphstore.ImportOptions {
	return graphstore.ImportOptions{Today: labToday, Vocabulary: cpl.DefaultVocabulary()}
}

func (l *lab) lint(t tester, text string) *analytics.Lint {
	t.Helper()
	f := l.open(t, text)
	defer func() { require.NoError(t, f.Close()) }()
	out, err := l.engine.Lint(context.Background(), l.Store, f, lintOptions())
	require.NoError(t, err)
	return out
}

func (l *lab) whatIf(t tester, text string) *analytics.WhatIf {
	t.Helper()
	changes, err := analytics.ReadChanges(strings.NewReader(text))
	require.NoError(t, err)
	out, err := l.engine.WhatIf(context.Background(), l.Store, changes, analytics.WhatIfOptions{Today: labToday, Vocabulary: cpl.DefaultVocabulary()})
	require.NoError(t, err)
	return out
}

// standing is what the rules that a rehearsal asks say of the whole graph.
type standing struct {
	findings  map[string]bool
	undecided map[string]bool
}

func (l *lab) standing(t tester) standing {
	t.Helper()
	s := standing{map[string]bool{}, map[string]bool{}}
	for _, rule := range l.engine.Registry.All() {
		// A rehearsal for those who see everything leaves out what is kept for others.
		if !rule.CanScope() || rule.Audience != "" {
			continue
		}
		e, err := l.engine.Evaluate(context.Background(), rule, labToday)
		require.NoError(t, err)
		for _, f := range e.Findings {
			s.findings[f.Rule+" "+f.Subject+" "+f.Fingerprint] = true
		}
		for _, fingerprint := range e.Undecided {
			s.undecided[fingerprint.Fingerprint] = true
		}
	}
	return s
}

// newIn are the findings of s that other lacks and did not call undecided.
func (s standing) newIn(other standing) []string {
	out := []string{}
	for _, f := range slices.Sorted(maps.Keys(s.findings)) {
		fingerprint := f[strings.LastIndexByte(f, ' ')+1:]
		if !other.findings[f] && !other.undecided[fingerprint] {
			out = append(out, f)
		}
	}
	return out
}

func names2(found []analytics.RehearsedFinding) []string {
	out := []string{}
	for _, f := range found {
		out = append(out, f.Rule+" "+f.Subject+" "+f.Fingerprint)
	}
	slices.Sort(out)
	return out
}

// requireForetold compares what a rehearsal said with what came of the change.
func requireForetold(t tester, d analytics.Difference, before, after standing) {
	t.Helper()
	opened := []string{}
	for _, f := range slices.Sorted(maps.Keys(after.findings)) {
		if !before.findings[f] {
			opened = append(opened, f)
		}
	}
	require.Equal(t, opened, names2(d.Opens), "what opens")
	require.Equal(t, before.newIn(after), names2(d.Closes), "what closes")
}

// rehearsalsTried is how many random estates each of two tests compares.
const rehearsalsTried = 40

// TestLintForetellsAnImport lints a random submission to a random estate, looks
// that nothing was written, imports it and compares.
func TestLintForetellsAnImport(t *testing.T) {
	l := newLab(t)
	tried, opens, closes := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if tried == rehearsalsTried {
			return
		}
		l.clear(t)
		files := drawFiles(rt)
		last := len(files) - 1
		for !files[last].isList() {
			last--
		}
		for i, f := range files {
			// Nothing is restricted that only the submission would declare.
			if i < last || i > last && !f.isAct() {
				l.loadFile(rt, f)
			}
		}
		submission := files[last]
		before, graph := l.standing(rt), dump(t)
		lint := l.lint(rt, submission.text())
		require.Equal(rt, graph, dump(t), "nothing is written")
		imported := l.load(rt, cpl.KindCPL, submission.text(), graphstore.ImportOptions{})
		require.Equal(rt, [4]int64{imported.Created, imported.Updated, imported.Unchanged, imported.Rejected}, [4]int64{lint.Created, lint.Updated, lint.Unchanged, lint.Rejected})
		require.Equal(rt, imported.Rejects, lint.Faults)
		requireForetold(rt, lint.Difference, before, l.standing(rt))
		tried, opens, closes = tried+1, opens+len(lint.Opens), closes+len(lint.Closes)
	})
	t.Logf("%d submissions opened %d and closed %d", tried, opens, closes)
	if !t.Failed() {
		require.Positive(t, opens)
		require.Positive(t, closes)
	}
}

// TestWhatIfForetellsTheChange tries a random change of a random estate, makes
// it by importing a row that says the same, and compares.
func TestWhatIfForetellsTheChange(t *testing.T) {
	l := newLab(t)
	tried, opens, closes := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if tried == rehearsalsTried {
			return
		}
		l.clear(t)
		for _, f := range drawFiles(rt) {
			f.complete = false // an entry that was retired changes by being mentioned
			l.loadFile(rt, f)
		}
		page, _, err := l.Versions(context.Background(), graphstore.Everything, graphstore.VersionFilter{}, "", 100)
		require.NoError(rt, err)
		if len(page) == 0 {
			return
		}
		v := page[uniform(rt, len(page), "which version")]
		changes, row := drawChange(rt, v, page)
		before, graph := l.standing(rt), dump(t)
		whatIf := l.whatIf(rt, changes)
		require.Equal(rt, graph, dump(t), "nothing is written")
		neo4jtest.Query(t, "MATCH (r:RejectedRow {entryId: $id}) SET r.effectiveOn = date('2099-01-01')", map[string]any{"id": v.EntryID}) // a row would settle it; a what-if says nothing of it
		l.load(rt, cpl.KindCPL, row, graphstore.ImportOptions{})
		requireForetold(rt, whatIf.Difference, before, l.standing(rt))
		tried, opens, closes = tried+1, opens+len(whatIf.Opens), closes+len(whatIf.Closes)
	})
	t.Logf("%d changes opened %d and closed %d", tried, opens, closes)
}

// drawChange draws a change of v and a row that says the same.
func drawChange(t *rapid.T, v graphstore.Version, all []graphstore.Version) (changes, row string) {
	header := "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status"
	cells := fmt.Sprintf("\"%s\",%s,%s,%s,%s,", v.EntryID, v.DeviceType, v.ManufacturerID, v.ModelID, v.FirmwareVersion)
	switch uniform(t, 4, "change") {
	case 0:
		return fmt.Sprintf("changes:\n- remove: '%s'\n", v.EntryID), header + ",Date Removed\n" + cells + "Removed," + string(labToday) + "\n"
	case 1:
		return fmt.Sprintf("changes:\n- suspend: '%s'\n", v.EntryID), header + "\n" + cells + "Suspended\n"
	case 2:
		return fmt.Sprintf("changes:\n- declare: {entry: '%s', predecessors: none}\n", v.EntryID), header + ",Previous Firmware CPL Entry IDs\n" + cells + v.Status + ",N/A\n"
	}
	cited := all[uniform(t, len(all), "cited")].EntryID
	return fmt.Sprintf("changes:\n- declare: {entry: '%s', predecessors: ['%s']}\n", v.EntryID, cited), header + ",Previous Firmware CPL Entry IDs\n" + cells + v.Status + ",\"" + cited + "\"\n"
}

// failingReads is a store whose queries of what is committed end in what it is told to do.
type failingReads struct {
	*graphstore.Store
	query func(context.Context) error
}

func (f failingReads) ReadTogether(ctx context.Context, limit time.Duration, work func(context.Context, *graphstore.Reading) error) error {
	if err := f.query(ctx); err != nil {
		return err
	}
	return f.Store.ReadTogether(ctx, limit, work)
}

func TestARehearsalThatFailsMidwayWritesNothing(t *testing.T) {
	l := newLab(t)
	for _, f := range richFiles {
		l.loadFile(t, f)
	}
	graph := dump(t)
	submission := richFiles[1].text()
	broken := errors.New("broken")
	cancelled, cancel := context.WithCancel(t.Context())
	for name, c := range map[string]struct {
		ctx   context.Context
		query func(context.Context) error
		want  error
	}{
		"a rule fails":         {t.Context(), func(context.Context) error { return broken }, broken},
		"the caller gives up":  {cancelled, func(context.Context) error { cancel(); return nil }, context.Canceled},
		"the database is slow": {t.Context(), func(context.Context) error { return graphstore.ErrTimeout }, graphstore.ErrTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			f := l.open(t, submission)
			defer func() { require.NoError(t, f.Close()) }()
			_, err := l.engine.Lint(c.ctx, failingReads{l.Store, c.query}, f, lintOptions())
			require.ErrorIs(t, err, c.want)
			require.Equal(t, graph, dump(t))
		})
	}
	t.Run("a what-if of what is not there", func(t *testing.T) {
		changes, err := analytics.ReadChanges(strings.NewReader("changes:\n- suspend: A\n- restrict: {from: B, to: A}\n"))
		require.NoError(t, err)
		_, err = l.engine.WhatIf(t.Context(), l.Store, changes, analytics.WhatIfOptions{Today: labToday, Vocabulary: cpl.DefaultVocabulary()})
		require.ErrorContains(t, err, `line 3: "A" does not declare "B"`)
		require.Equal(t, graph, dump(t))
	})
}
